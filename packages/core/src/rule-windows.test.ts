import fc from "fast-check";
import { expect, it } from "vitest";
import { type Rollup, latencySummary } from "./rollup.ts";
import { joinWindows, segmentsOf, windowStartMs, windowsOver } from "./rule-windows.ts";
import { suggestedLimit } from "./replay.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const startMs = 20_000 * dayMs;

const anyWindow = fc.constantFrom(5, 15, 30, 60, 360, 720, 3 * 1_440, 7 * 1_440, 30 * 1_440).map((minutes) => minutes * minuteMs);

it("makes a window of stretches that follow each other without a hole, whatever is rolled up", () => {
  fc.assert(
    fc.property(anyWindow, fc.nat(dayMs), fc.nat(2 * hourMs), (windowMs, offsetMs, lateMs) => {
      const atMs = startMs + offsetMs;
      const done = (widthMs: number) => Math.floor((atMs - lateMs) / widthMs) * widthMs;
      const { rolledUp, rawFromMs } = segmentsOf(windowMs, atMs, { 300: done(5 * minuteMs), 3_600: done(hourMs), 86_400: done(dayMs) });
      let upToMs = windowStartMs(atMs, windowMs);
      for (const segment of rolledUp) {
        expect(segment.fromMs).toBe(upToMs);
        expect(segment.fromMs % (segment.resolutionS * 1_000)).toBe(0);
        expect(segment.untilMs % (segment.resolutionS * 1_000)).toBe(0);
        upToMs = segment.untilMs;
      }
      expect(rawFromMs).toBe(Math.max(upToMs, windowMs <= 15 * minuteMs ? 0 : atMs - hourMs));
      const spareMs = atMs - windowMs - windowStartMs(atMs, windowMs);
      expect(spareMs).toBeGreaterThanOrEqual(0);
      expect(spareMs).toBeLessThan(windowMs > 6 * hourMs ? hourMs : 5 * minuteMs);
    }),
  );
});

it("slides windows over buckets as if each had been added up anew", () => {
  const anyRow = fc.record({ downN: fc.nat(5), totals: fc.array(fc.integer({ min: 1, max: 9_000_000 })), isThere: fc.boolean() });
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 60, size: "max" }), (buckets) => {
      const stepMs = 5 * minuteMs;
      const rows = buckets.flatMap(({ downN, totals, isThere }, i): Rollup[] =>
        isThere
          ? [
              {
                monitorNo: 1,
                atMs: startMs + i * stepMs,
                counts: { upN: totals.length, degradedN: 0, downN, inconclusiveN: 0, noDataN: 0 },
                states: { upMs: stepMs, degradedMs: 0, downMs: downN, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 },
                latency: latencySummary(totals),
              },
            ]
          : [],
      );
      const windowsMs = [stepMs, 30 * minuteMs];
      for (const { atMs, windows } of windowsOver(rows, { windowsMs, stepMs, fromMs: startMs, untilMs: startMs + 70 * stepMs })) {
        windows.forEach((window, i) => {
          const inside = rows.filter((row) => row.atMs >= atMs - (windowsMs[i] ?? 0) && row.atMs < atMs);
          expect(window).toEqual(
            joinWindows(
              inside
                .map((row) => ({ ...row, sketch: row.latency.sketch }))
                .map(({ counts, states, sketch }) => ({ counts, states, sketch })),
            ),
          );
        });
      }
    }),
    { numRuns: 50 },
  );
});

it("suggests a limit that hardly anything would have crossed, with a fifth on top", () => {
  const values: number[] = Array.from({ length: 1_000 }, (_, i) => (i === 7 ? 9_000 : 400));
  expect(suggestedLimit(values, "above", 0)).toBe(480);
  expect(
    suggestedLimit(
      values.map((value) => (value === 400 ? 99.5 : 20)),
      "below",
      100,
    ),
  ).toBe(99.4);
  expect(suggestedLimit(values.slice(0, 49), "above", 0)).toBeNull();
  expect(suggestedLimit(values.fill(0), "above", 0)).toBeNull();
});
