"use client";
import { useEffect, useState } from "react";
import { dateTimeText } from "../../ui/format.ts";

/** The time, once a minute; null until the browser has drawn the page, since the server does not know what it shows. */
export function useMinute(): number | null {
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** A moment to the minute with its day, in the reader's own time zone. */
export function ShiftTime({ atMs }: { atMs: number }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={dateTimeText(atMs)} suppressHydrationWarning>
      {shiftTime(atMs)}
    </time>
  );
}

const format = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function shiftTime(atMs: number): string {
  return format.format(atMs);
}
