import { expect, it } from "vitest";
import { retryDelayMs } from "./retry.ts";

it("waits longer each time, for two days in all, then gives up", () => {
  const waits: number[] = [];
  for (let attempt = 1; ; attempt++) {
    const wait = retryDelayMs(attempt, 0.5);
    if (wait === null) break;
    waits.push(wait);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000).toBeCloseTo(48, -1);
});

it("spreads by a fifth to either side, and obeys a longer Retry-After up to a day", () => {
  expect(retryDelayMs(4, 0)).toBe(48_000);
  expect(retryDelayMs(4, 0.999_999)).toBe(72_000);
  expect(retryDelayMs(1, 0.5, 90_000)).toBe(90_000);
  expect(retryDelayMs(1, 0.5, 999 * 86_400_000)).toBe(86_400_000);
});
