import type { Share } from "@vedette/core/monitor-record";
import { formatUptime } from "@vedette/core/uptime-format";
import { durationName } from "@vedette/core/zoned-time";

/** Microseconds as people read them: `0.8 ms`, `142 ms`, `2.31 s`; a dash where there is none. */
export function formatUs(us: number | null): string {
  if (us === null) return "–";
  const ms = us / 1_000;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** A whole setting in milliseconds: `500 ms`, `30 s`, `5 min`, `1 h`, `1 d`. */
export function formatMs(ms: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ] as const;
  const exact = units.find(([size]) => ms >= size && ms % size === 0);
  if (exact !== undefined) return `${ms / exact[0]} ${exact[1]}`;
  return ms < 1_000 ? `${ms} ms` : ms < 60_000 ? `${ms / 1_000} s` : durationName(ms);
}

/** `1,234`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A size as people read it: `512 B`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${["B", "kB", "MB", "GB", "TB"][power]}`;
}

/** A count with its noun: `1 check`, `2 checks`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

export function uptimeText({ up, counted }: Share): string {
  return formatUptime(up, counted);
}

/** The relative growth from `before` to `now`: `+12 %`, `−3 %`, `±0 %`; null where it says nothing. */
export function deltaText(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round(((now - before) / before) * 100);
  return percent === 0 ? "±0 %" : `${percent > 0 ? "+" : "−"}${formatCount(Math.abs(percent))} %`;
}

// Made once: a formatter costs more than what it formats.
const day = { day: "numeric", month: "short", year: "numeric" } as const;
const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
const days = new Intl.DateTimeFormat("en-GB", day);
const clocks = new Intl.DateTimeFormat("en-GB", clock);
const dateTimes = new Intl.DateTimeFormat("en-GB", { weekday: "short", ...day, ...clock, timeZoneName: "short" });
const counts = new Intl.NumberFormat("en-GB");

/** `14:02:31` in the reader's zone. */
export function clockText(atMs: number): string {
  return clocks.format(atMs);
}

/** `Sat, 22 Nov 2026, 14:02:31 GMT+1` in the reader's zone. */
export function dateTimeText(atMs: number): string {
  return dateTimes.format(atMs);
}

/** `22 Nov 2026`. */
export function dayText(atMs: number): string {
  return days.format(atMs);
}
