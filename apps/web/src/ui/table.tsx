import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

/**
 * A real table that scrolls inside itself where it is too wide. `label` names it for everybody. `rowCount`: how many rows there are,
 * that of the head included, where not all of them are drawn.
 */
export function Table({ label, head, children, rowCount }: { label: string; head: ReactNode; children: ReactNode; rowCount?: number }) {
  return (
    // tabIndex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table aria-rowcount={rowCount} className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr aria-rowindex={rowCount === undefined ? undefined : 1} className="border-b border-line text-xs text-muted">
            {head}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" {...rest} className={cx("px-4 py-2 font-medium whitespace-nowrap", className)} />;
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={cx("px-4 py-2 align-middle", className)} />;
}

/** A row that `j` and `k` reach: its first link or button takes the focus. `data-row` may say which one it is: see `focusedRow`. */
export function Row({ className, ...rest }: ComponentProps<"tr"> & { "data-row"?: string }) {
  return <tr data-row="" {...rest} className={cx("hover:bg-hover focus-within:bg-hover", className)} />;
}
