"use client";
import { clockText, dateTimeText, dayText } from "./format.ts";
import { useOfNow } from "./time.tsx";

/** An instant by the clock, `14:02:31`; with its day where that is not today. The full time is its title. */
export function Instant({ atMs }: { atMs: number }) {
  const text = useOfNow((now) => (dayText(atMs) === dayText(now) ? clockText(atMs) : `${dayText(atMs)}, ${clockText(atMs)}`));
  return (
    <time dateTime={new Date(atMs).toISOString()} title={dateTimeText(atMs)} className="tabular" suppressHydrationWarning>
      {text}
    </time>
  );
}
