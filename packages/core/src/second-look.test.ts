import fc from "fast-check";
import { expect, it } from "vitest";
import { elsewhereLookMs, lookPatienceMs, secondLookMs, worstDetectionMs } from "./second-look.ts";

const ms = fc.integer({ min: 0, max: 100_000 });

it("never overlaps the next regular check, however late it begins", () => {
  fc.assert(
    fc.property(ms, ms, fc.integer({ min: 100, max: 60_000 }), (nowMs, leftMs, timeoutMs) => {
      const dueMs = secondLookMs(nowMs, nowMs + leftMs, timeoutMs);
      if (dueMs === null) expect(leftMs).toBeLessThan(timeoutMs + 6_000);
      else {
        expect(dueMs).toBeGreaterThan(nowMs);
        expect(dueMs + lookPatienceMs + timeoutMs).toBeLessThanOrEqual(nowMs + leftMs);
      }
    }),
  );
  expect([15_999, 16_000].map((leftMs) => secondLookMs(0, leftMs, 10_000))).toEqual([null, 2_000]);
});

it("asks elsewhere neither beside the last regular check there nor beside the next", () => {
  fc.assert(
    fc.property(
      ms,
      ms,
      fc.integer({ min: 1_000, max: 600_000 }),
      fc.integer({ min: 100, max: 60_000 }),
      (nowMs, leftMs, intervalMs, timeoutMs) => {
        const nextDueMs = nowMs + Math.min(leftMs, intervalMs);
        const dueMs = elsewhereLookMs(nowMs, { nextDueMs, intervalMs }, timeoutMs);
        if (dueMs === null) return;
        expect(dueMs).toBeGreaterThanOrEqual(nowMs);
        expect(dueMs).toBeGreaterThan(nextDueMs - intervalMs + timeoutMs);
        expect(dueMs + lookPatienceMs + timeoutMs).toBeLessThanOrEqual(nextDueMs);
      },
    ),
  );
  expect(elsewhereLookMs(0, { nextDueMs: 30_000, intervalMs: 60_000 }, 10_000)).toBe(0);
  expect(elsewhereLookMs(0, { nextDueMs: 58_000, intervalMs: 60_000 }, 10_000)).toBe(12_000);
  expect(elsewhereLookMs(0, { nextDueMs: 14_000, intervalMs: 60_000 }, 10_000)).toBe(0);
  expect(elsewhereLookMs(0, { nextDueMs: 5_000, intervalMs: 60_000 }, 10_000)).toBeNull();
});

it("makes an outage that hits a minute's interval known within less than two intervals", () => {
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 2 })).toBe(84_000);
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 1 })).toBe(70_000);
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 3 })).toBe(130_000);
  expect(worstDetectionMs({ intervalMs: 10_000, timeoutMs: 10_000, failuresToOpen: 2 })).toBe(30_000);
});
