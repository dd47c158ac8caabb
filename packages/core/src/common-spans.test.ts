import fc from "fast-check";
import { expect, it } from "vitest";
import { commonSpans } from "./common-spans.ts";

const layer = fc
  .array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 10 })), { maxLength: 6 })
  .map((spans) => spans.map(([fromMs, length]) => ({ fromMs, untilMs: fromMs + length })));

it("covers exactly the moments that every layer covers", () => {
  const covers = (spans: readonly { fromMs: number; untilMs: number }[], atMs: number) =>
    spans.some((span) => span.fromMs <= atMs && atMs < span.untilMs);
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), (layers) => {
      const common = commonSpans(layers);
      expect(common.filter((span) => span.fromMs >= span.untilMs)).toEqual([]);
      for (let atMs = 0; atMs < 62; atMs++) expect(covers(common, atMs)).toBe(layers.every((spans) => covers(spans, atMs)));
    }),
  );
  expect(commonSpans([])).toEqual([]);
});
