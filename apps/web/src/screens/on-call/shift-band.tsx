import type { Shift } from "@vedette/core/on-call";
import { cx } from "../../ui/cx.ts";

/** Shifts as a band, as long as they last; the table below says the same in words. */
export function ShiftBand({ shifts, nameOf }: { shifts: readonly Shift[]; nameOf: (userId: string | null) => string }) {
  const wholeMs = (shifts.at(-1)?.untilMs ?? 0) - (shifts[0]?.fromMs ?? 0);
  const people = [...new Set(shifts.flatMap(({ userId }) => userId ?? []))];
  const looks = ["bg-accent text-on-accent", "bg-surface text-fg", "bg-hover text-fg"];
  return (
    <div aria-hidden="true" className="flex h-9 overflow-hidden border-b border-line">
      {shifts.map(({ userId, fromMs, untilMs }) => (
        <span
          key={fromMs}
          style={{ flexGrow: untilMs - fromMs }}
          className={cx(
            "min-w-0 basis-0 overflow-hidden border-r border-line px-1.5 text-xs leading-9 text-ellipsis whitespace-nowrap",
            userId === null ? "bg-page text-muted" : looks[people.indexOf(userId) % looks.length],
          )}
        >
          {(untilMs - fromMs) / wholeMs > 0.06 && nameOf(userId)}
        </span>
      ))}
    </div>
  );
}
