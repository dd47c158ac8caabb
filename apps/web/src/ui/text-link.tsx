import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

type LinkProps = Omit<ComponentProps<typeof Link>, "className"> & { className?: string };

/** A link within text. */
export function TextLink({ className, ...rest }: LinkProps) {
  return <Link {...rest} className={cx("text-accent underline underline-offset-2 hover:text-accent-hover", className)} />;
}

/** From one thing back to the list it stands in. */
export function BackLink({ children, className, ...rest }: LinkProps) {
  return (
    <Link {...rest} className={cx("touchable -ml-1 inline-flex min-h-6 items-center gap-0.5 text-muted hover:text-fg", className)}>
      <ChevronLeft aria-hidden="true" className="size-4" />
      {children}
    </Link>
  );
}
