import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "../../ui/cx.ts";
import { FieldError } from "../../ui/field.tsx";

const shape =
  "mx-1.5 inline-block h-8 rounded-md border border-field bg-page px-2 align-baseline text-sm font-medium text-fg placeholder:font-normal placeholder:text-muted aria-invalid:border-2 aria-invalid:border-danger pointer-coarse:min-h-11 pointer-coarse:text-base";

/** One sentence of the form. Its problems stand right below it. */
export function Sentence({ children, errors }: { children: ReactNode; errors: readonly (string | undefined)[] }) {
  const id = useId();
  const shown = errors.filter((error) => error !== undefined);
  return (
    <div className="border-b border-line py-2.5 last:border-0">
      <p className="leading-9">{children}</p>
      {shown.map((error) => (
        <FieldError key={error} id={`${id}-${error}`}>
          {error}
        </FieldError>
      ))}
    </div>
  );
}

type InlineProps<Tag extends "input" | "select"> = ComponentProps<Tag> & { label: string; error?: string | undefined };

/** A value inside a sentence; `label` names it for everybody who does not see the words around it. */
export function InlineInput({ label, error, className, ...rest }: InlineProps<"input">) {
  return (
    <input {...rest} aria-label={label} aria-invalid={error === undefined ? undefined : true} className={cx(shape, className ?? "w-16")} />
  );
}

export function InlineSelect({ label, error, className, ...rest }: InlineProps<"select">) {
  return <select {...rest} aria-label={label} aria-invalid={error === undefined ? undefined : true} className={cx(shape, className)} />;
}
