import fc from "fast-check";
import { expect, it } from "vitest";
import { lookPatienceMs, secondLookMs, worstDetectionMs } from "./second-look.ts";

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
});

it("makes an outage that hits a minute's interval known within less than two intervals", () => {
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 2 })).toBe(84_000);
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 1 })).toBe(70_000);
  expect(worstDetectionMs({ intervalMs: 60_000, timeoutMs: 10_000, failuresToOpen: 3 })).toBe(130_000);
  expect(worstDetectionMs({ intervalMs: 10_000, timeoutMs: 10_000, failuresToOpen: 2 })).toBe(30_000);
});
