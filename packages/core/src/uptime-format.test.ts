import fc from "fast-check";
import { expect, it } from "vitest";
import { formatUptime } from "./uptime-format.ts";

const dayMs = 86_400_000;

it.each([
  [90 * dayMs, 90 * dayMs, "100%"],
  [90 * dayMs - 1_000, 90 * dayMs, "99.99998%"],
  [90 * dayMs - 1, 90 * dayMs, "99.99999%"],
  [99_950, 100_000, "99.95%"],
  [99_996, 100_000, "99.996%"],
  [999_907, 1_000_000, "99.99%"],
  [99_000, 100_000, "99.00%"],
  [1, 2, "50.00%"],
  [2, 3, "66.66%"],
  [3, 100_000, "0.003%"],
  [4, 10_000_000, "0.00004%"],
  [50_001, 100_000, "50.00%"],
  [1, 90 * dayMs, "< 0.00001%"],
  [0, dayMs, "0%"],
  [0, 0, "no data"],
])("%i of %i ms reads %s", (upMs, knownMs, text) => {
  expect(formatUptime(upMs, knownMs)).toBe(text);
});

const share = fc
  .integer({ min: 1, max: 10 * 366 * dayMs })
  .chain((known) => fc.tuple(fc.integer({ min: 0, max: known }), fc.constant(known)));

it("never reads better than the truth, nor as all or nothing when it is neither", () => {
  fc.assert(
    fc.property(share, ([upMs, knownMs]) => {
      const text = formatUptime(upMs, knownMs);
      if (upMs === knownMs || upMs === 0) return;
      expect(text).not.toMatch(/^100|^0(\.0*)?%$/);
      if (text.startsWith("<")) return;
      expect(text).toMatch(/^\d{1,2}\.\d{2,5}%$/);
      const percent = Number.parseFloat(text);
      expect(percent).toBeLessThanOrEqual((100 * upMs) / knownMs + 1e-9);
      expect((100 * upMs) / knownMs - percent).toBeLessThan(0.01 + 1e-9);
    }),
  );
});

it.each([
  [-1, 10],
  [11, 10],
  [0.5, 10],
  [5, 10.5],
  [Number.NaN, 10],
])("refuses %d of %d ms", (upMs, knownMs) => {
  expect(() => formatUptime(upMs, knownMs)).toThrow(new RangeError(`uptime of ${upMs} ms in ${knownMs} ms`));
});
