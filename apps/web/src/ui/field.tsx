import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

type FieldBase = { label: string; hint?: ReactNode; error?: string | null | undefined; hideLabel?: boolean };
type ControlProps = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

const control =
  "block w-full rounded-md border border-field bg-page px-2.5 text-sm text-fg placeholder:text-muted disabled:opacity-60 aria-invalid:border-2 aria-invalid:border-danger pointer-coarse:min-h-11 pointer-coarse:text-base";

/** Label, control, hint and error in reading order; the control is told of both by id. */
export function Field({ label, hint, error, hideLabel = false, children }: FieldBase & { children: (props: ControlProps) => ReactNode }) {
  const id = useId();
  const problem = error ?? null;
  const described = [hint === undefined ? null : `${id}-hint`, problem === null ? null : `${id}-error`]
    .filter((part) => part !== null)
    .join(" ");
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block text-sm font-medium"}>
        {label}
      </label>
      {children({ id, "aria-describedby": described === "" ? undefined : described, "aria-invalid": problem === null ? undefined : true })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
          {hint}
        </p>
      )}
      {problem !== null && <FieldError id={`${id}-error`}>{problem}</FieldError>}
    </div>
  );
}

/** A problem beside what causes it, read out when it appears. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="mt-1 flex gap-1.5 text-xs font-medium text-fg">
      <span aria-hidden="true" className="text-danger">
        ✕
      </span>
      <span>{children}</span>
    </p>
  );
}

export function TextField({ label, hint, error, hideLabel, className, ...rest }: FieldBase & Omit<ComponentProps<"input">, "id">) {
  return (
    <Field {...{ label, hint, error }} {...(hideLabel === undefined ? {} : { hideLabel })}>
      {(props) => <input {...rest} {...props} className={cx(control, "h-9", className)} />}
    </Field>
  );
}

export function TextAreaField({ label, hint, error, hideLabel, className, ...rest }: FieldBase & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <Field {...{ label, hint, error }} {...(hideLabel === undefined ? {} : { hideLabel })}>
      {(props) => <textarea rows={4} {...rest} {...props} className={cx(control, "py-2", className)} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  hideLabel,
  className,
  children,
  ...rest
}: FieldBase & Omit<ComponentProps<"select">, "id">) {
  return (
    <Field {...{ label, hint, error }} {...(hideLabel === undefined ? {} : { hideLabel })}>
      {(props) => (
        <select {...rest} {...props} className={cx(control, "h-9 pr-7", className)}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** A box with its sentence; the whole line is the hit area. */
export function CheckboxField({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & Omit<ComponentProps<"input">, "id" | "type">) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-6 items-start gap-2.5 py-1 text-sm pointer-coarse:min-h-11">
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <span>
        {label}
        {hint !== undefined && (
          <span id={`${id}-hint`} className="block text-xs text-muted">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
