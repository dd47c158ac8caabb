import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";

const shape =
  "touchable inline-flex h-8 items-center justify-center gap-1.5 rounded-md text-sm font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55";
const looks: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover",
  plain: "border border-line-strong bg-raised text-fg enabled:hover:bg-hover [a&]:hover:bg-hover",
  quiet: "text-fg enabled:hover:bg-hover [a&]:hover:bg-hover",
  danger: "bg-danger text-on-danger enabled:hover:opacity-90",
};

type ButtonProps = Omit<ComponentProps<"button">, "className"> & { look?: ButtonLook; pending?: boolean; className?: string };

const wide = "px-3";

/** A button of the house. While `pending` it is disabled and turns. It submits only where `type="submit"` says so. */
export function Button({ className, ...rest }: ButtonProps) {
  return <BareButton {...rest} className={cx(wide, className)} />;
}

function BareButton({ look = "plain", pending = false, disabled, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || pending}
      aria-busy={pending || undefined}
      className={cx(shape, looks[look], className)}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({
  look = "plain",
  className,
  ...rest
}: Omit<ComponentProps<typeof Link>, "className"> & { look?: ButtonLook; className?: string }) {
  return <Link {...rest} className={cx(shape, wide, looks[look], className)} />;
}

/** A square button that shows only an icon; `label` is its name for everybody. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: Omit<ButtonProps, "look" | "aria-label"> & { label: string; children: ReactNode }) {
  return (
    <BareButton {...rest} look="quiet" aria-label={label} title={label} className={cx("w-8", className)}>
      {children}
    </BareButton>
  );
}
