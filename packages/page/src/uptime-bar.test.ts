import type { DayUptime } from "@vedette/core/snapshot";
import { expect, it } from "vitest";
import { dayState, dayStory, troubledDays, uptimeBar } from "./uptime-bar.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const day = (over: Partial<DayUptime> = {}): DayUptime => ({
  date: "2026-11-22",
  upMs: dayMs,
  degradedMs: 0,
  downMs: 0,
  maintenanceMs: 0,
  noDataMs: 0,
  excludedMs: 0,
  uptime: { up: dayMs, counted: dayMs },
  ...over,
});
const dates = (count: number) =>
  Array.from({ length: count }, (_, i) => new Date(Date.UTC(2026, 10, 22 - (count - 1 - i))).toISOString().slice(0, 10));
const draw = (days: DayUptime[]) => uptimeBar({ days }, (isoDay) => `/c/1#${isoDay}`).markup;

it.each([
  [{}, "up", "no downtime"],
  [{ downMs: 4 * minuteMs }, "down", "4 min down"],
  [{ downMs: 1, degradedMs: 90 * minuteMs }, "down", "1 s down, 1 h 30 min degraded"],
  [{ degradedMs: 12_000 }, "degraded", "12 s degraded"],
  [{ maintenanceMs: 60 * minuteMs }, "maintenance", "1 h maintenance"],
  [{ upMs: dayMs - 60_000, excludedMs: 60_000 }, "up", "1 min not counted"],
  [{ upMs: 0, noDataMs: dayMs }, "no_data", "no data"],
  [{ upMs: 1, noDataMs: dayMs - 1 }, "no_data", "23 h 59 min without data"],
  [{ upMs: dayMs / 2, noDataMs: dayMs / 2 }, "up", "12 h without data"],
  [{ upMs: dayMs - 4_319_999, noDataMs: 4_319_999 }, "up", "no downtime"],
  [{ upMs: dayMs - 4_320_001, noDataMs: 4_320_001 }, "up", "1 h 12 min without data"],
  [{ upMs: 0, downMs: dayMs / 2, noDataMs: dayMs / 2 }, "down", "12 h down, 12 h without data"],
] as const)("tells the worst of a day: %j", (over, state, story) => {
  expect(dayState(day(over))).toBe(state);
  expect(dayStory(day(over))).toBe(story);
});

it("lists bad days alone, newest first", () => {
  const [first, second, third] = dates(3);
  const days = [day({ date: first ?? "", downMs: 1 }), day({ date: second ?? "" }), day({ date: third ?? "", degradedMs: 1 })];
  expect(troubledDays(days).map((d) => d.date)).toEqual([third, first]);
});

it("covers all 90 places, each with a title and in its own shape, and links every bad day", () => {
  const days = dates(60).map((date, i) =>
    day({ date, ...(i === 10 ? { downMs: 1 } : i === 11 ? { degradedMs: 1 } : i === 12 ? { maintenanceMs: 1 } : {}) }),
  );
  const markup = draw(days);
  const quiet = [...markup.matchAll(/class="b (?:up|no_data)" d="([^"]+)"/g)].map(([, d]) => d?.match(/m/gi)?.length ?? 0);
  expect(quiet).toEqual([30, 10, 47]);
  expect([...markup.matchAll(/<a href="\/c\/1#2026-\d\d-\d\d" tabindex="-1">/g)]).toHaveLength(3);
  expect([...markup.matchAll(/<title>/g)]).toHaveLength(6);
  expect(markup).toContain("<title>Not watched yet</title>");
  for (const sign of ['class="f down"', 'class="s"', 'class="f degraded"', 'class="m maintenance"']) expect(markup).toContain(sign);
});

it("draws a day that was seen in part by itself, so that its title is of no other day", () => {
  const days = dates(5).map((date, i) => day({ date, ...(i === 2 ? { upMs: dayMs / 2, noDataMs: dayMs / 2 } : {}) }));
  const titles = [...draw(days).matchAll(/<title>([^<]+)<\/title>/g)].map(([, title]) => title);
  expect(titles).toEqual([
    "Not watched yet",
    "18 Nov 2026 to 19 Nov 2026: no downtime",
    "20 Nov 2026: 12 h without data",
    "21 Nov 2026 to 22 Nov 2026: no downtime",
  ]);
});

it("draws a component without history as not watched, and never more than 90 days", () => {
  expect(draw([])).toContain("Not watched yet");
  expect(draw(dates(120).map((date) => day({ date }))).match(/m8-22v22/g)).toHaveLength(89);
});
