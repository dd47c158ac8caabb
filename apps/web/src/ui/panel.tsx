import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

/** A titled part of a page. `actions` stand at the right of its title; `flush` lets a table touch the border. */
export function Panel({
  title,
  actions,
  flush = false,
  children,
}: {
  title: string;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-xl border border-line bg-raised">
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id} className="flex-1 text-sm font-semibold">
          {title}
        </h2>
        {actions}
      </header>
      <div className={cx(!flush && "p-4")}>{children}</div>
    </section>
  );
}
