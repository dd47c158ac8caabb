"use client";
import { durationName } from "@vedette/core/zoned-time";
import { useSyncExternalStore } from "react";
import { dateTimeText } from "./format.ts";

/** The time now in ms, renewed every second for everybody who shows it; 0 while rendering on the server. */
export function useNow(): number {
  return useOfNow((now) => now);
}

/** What follows from the time now; renders again only when that changes, so that a thousand rows cost nothing each second. */
export function useOfNow<T extends string | number>(select: (nowMs: number) => T): T {
  return useSyncExternalStore(
    subscribe,
    () => select(read()),
    () => select(0),
  );
}

let nowMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function read(): number {
  if (nowMs === 0) nowMs = Date.now();
  return nowMs;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowMs = Date.now();
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** An instant as `4 min ago` or `in 12 s`; the full time is its title. */
export function Ago({ atMs, className }: { atMs: number; className?: string }) {
  const text = useOfNow((now) => agoText(atMs, now));
  return (
    <time dateTime={new Date(atMs).toISOString()} title={dateTimeText(atMs)} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}

/** An instant to come as `in 12 s`; once it has passed, what it brings is happening: `now`. */
export function Until({ atMs }: { atMs: number }) {
  const now = useNow();
  return <Ago atMs={Math.max(atMs, now)} />;
}

/** An instant in full, in the reader's zone. */
export function At({ atMs, className }: { atMs: number; className?: string }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} className={className} suppressHydrationWarning>
      {dateTimeText(atMs)}
    </time>
  );
}

/** How long something has lasted, growing while `untilMs` is null. */
export function Lasted({ fromMs, untilMs, className }: { fromMs: number; untilMs: number | null; className?: string }) {
  const now = useNow();
  return (
    <time
      dateTime={`PT${Math.max(0, Math.round(((untilMs ?? now) - fromMs) / 1_000))}S`}
      title={`since ${dateTimeText(fromMs)}`}
      className={className}
      suppressHydrationWarning
    >
      {durationName((untilMs ?? now) - fromMs)}
    </time>
  );
}

function agoText(atMs: number, nowMs: number): string {
  const gapMs = nowMs - atMs;
  if (Math.abs(gapMs) < 1_000) return "now";
  const [largest, next] = durationName(Math.abs(gapMs)).split(/(?<=[a-z]) /);
  // Two units only where the second still says something: "1 h 20 min", but "3 d".
  const text = next !== undefined && /^\d h/.test(largest ?? "") ? `${largest} ${next}` : (largest ?? "");
  return gapMs > 0 ? `${text} ago` : `in ${text}`;
}
