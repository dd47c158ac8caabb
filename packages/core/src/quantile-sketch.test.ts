import fc from "fast-check";
import { expect, it } from "vitest";
import { SketchError, add, decode, emptySketch, encode, merge, quantile, relativeAccuracy } from "./quantile-sketch.ts";

const quantiles = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** mulberry32: uniform in (0, 1], the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32 + 2 ** -33;
  };
}
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

const distributions: [string, (random: () => number) => number][] = [
  ["uniform", (random) => 1 + random() * 60_000_000],
  ["lognormal", (random) => Math.exp(11 + 1.2 * normal(random))],
  ["pareto", (random) => 5_000 / random() ** (1 / 1.1)],
  ["bimodal", (random) => (random() < 0.93 ? 20_000 + 2_000 * Math.abs(normal(random)) : 9_000_000 + 500_000 * Math.abs(normal(random)))],
  ["constant", () => 123_456],
  ["tiny", (random) => 1 + random() * 3],
  ["near zero", (random) => (random() < 0.9 ? random() * 2 : random() * 50)],
  ["heavier than a mean can bear", (random) => Math.min(1_000 / random() ** 2, Number.MAX_SAFE_INTEGER)],
];

it.each(distributions.flatMap(([name, draw]) => [1, 2, 3, 4, 5].map((seed) => ({ name, draw, seed }))))(
  "stays within 1 % of the true quantile: $name, seed $seed",
  ({ draw, seed }) => {
    const random = randomOf(seed);
    const values = Array.from({ length: 1 + Math.floor(20_000 * random()) }, () => Math.max(1, Math.round(draw(random))));
    const sorted = values.toSorted((a, b) => a - b);
    const sketch = add(emptySketch, values);
    for (const q of quantiles) {
      const truth = sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
      expect(Math.abs((quantile(sketch, q) ?? Number.NaN) - truth) / truth).toBeLessThanOrEqual(relativeAccuracy + 1e-9);
    }
  },
);

const valuesUs = fc.array(fc.oneof(fc.integer({ min: 0, max: 90_000_000 }), fc.maxSafeNat(), fc.constant(1)), {
  maxLength: 300,
  size: "max",
});

it("gives the same sketch however the values were split before merging", () => {
  fc.assert(
    fc.property(fc.array(valuesUs, { maxLength: 8 }), (parts) => {
      const each = parts.map((part) => add(emptySketch, part));
      const bulk = add(emptySketch, parts.flat());
      expect([merge(each).count, encode(merge(each))]).toEqual([bulk.count, encode(bulk)]);
      // Merges of merges, in another order.
      expect(encode(merge([merge(each.slice(3)), merge([]), merge(each.slice(0, 3).toReversed())]))).toEqual(encode(bulk));
      expect(bulk.count).toBe(parts.flat().length);
    }),
    { numRuns: 500 },
  );
});

it("survives encoding, and 300 answers fit in few bytes", () => {
  fc.assert(
    fc.property(valuesUs, (values) => {
      expect(decode(encode(add(emptySketch, values)))).toEqual(add(emptySketch, values));
    }),
    { numRuns: 500 },
  );
  const random = randomOf(7);
  expect(
    encode(
      add(
        emptySketch,
        Array.from({ length: 300 }, () => Math.exp(11 + 0.2 * normal(random))),
      ),
    ).length,
  ).toBeLessThan(200);
});

it("answers null for a quantile of nothing", () => {
  expect(quantile(emptySketch, 0.5)).toBeNull();
});

it("leaves the sketch that is added to as it was", () => {
  const before = add(emptySketch, [5]);
  add(before, [7, 9]);
  expect([emptySketch.count, before.count, before.bins.size]).toEqual([0, 1, 1]);
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])("refuses to hold %d", (value) => {
  expect(() => add(emptySketch, [value])).toThrow(RangeError);
});

it.each([-0.1, 1.1, Number.NaN])("refuses the quantile %d", (q) => {
  expect(() => quantile(emptySketch, q)).toThrow(RangeError);
});

it.each([
  ["nothing", [], /version none/],
  ["another version", [2, 0], /version 2/],
  ["a missing size", [1], /too early/],
  ["a missing bin", [1, 1], /too early/],
  ["a cut count", [1, 1, 5, 0x80], /too early/],
  ["an empty bin", [1, 1, 5, 0], /impossible count/],
  ["a repeated bin", [1, 2, 5, 1, 0, 1], /out of order/],
  ["a bin out of range", [1, 1, 0xd1, 0x0f, 1], /out of range/],
  [
    "a count above 2^53",
    [1, 2, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
    /impossible count/,
  ],
  ["an endless number", [1, 1, ...Array<number>(20).fill(0xff)], /too large/],
  ["a padded number", [1, 1, 0x85, 0, 1], /longer than it needs/],
  ["a huge size", [1, 0xff, 0xff, 0xff, 0x7f, 1, 1], /too early/],
  ["bytes after the end", [1, 0, 0], /after its end/],
])("refuses to decode %s", (_, bytes, message) => {
  const read = () => decode(Uint8Array.from(bytes));
  expect(read).toThrow(SketchError);
  expect(read).toThrow(message);
});

it("reads the last bin there is", () => {
  expect(decode(Uint8Array.of(1, 1, 0xd0, 0x0f, 1))).toEqual({ count: 1, bins: new Map([[2_000, 1]]) });
});

it("either reads hostile bytes as exactly what they say or throws SketchError, at once", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isVersioned) => {
      if (isVersioned) bytes[0] = 1;
      try {
        expect(encode(decode(bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SketchError);
      }
    }),
    { numRuns: 5_000 },
  );
});
