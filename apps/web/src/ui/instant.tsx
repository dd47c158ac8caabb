"use client";
import { clockText, dateTimeText, dayText } from "./format.ts";
import { useNow } from "./time.tsx";

/** An instant by the clock, `14:02:31`; with its day where that is not today. The full time is its title. */
export function Instant({ atMs }: { atMs: number }) {
  const now = useNow();
  const day = dayText(atMs);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={dateTimeText(atMs)} className="tabular" suppressHydrationWarning>
      {day === dayText(now) ? clockText(atMs) : `${day}, ${clockText(atMs)}`}
    </time>
  );
}
