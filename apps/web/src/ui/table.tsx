import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

/** A real table that scrolls inside itself where it is too wide. `label` names it for everybody. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    // tabIndex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line text-xs text-muted">{head}</tr>
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

/** A row that `j` and `k` reach: its first link or button takes the focus. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} data-row="" className={cx("hover:bg-hover focus-within:bg-hover", className)} />;
}
