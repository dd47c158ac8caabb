import { expect, it } from "vitest";
import { perKeyLimit } from "./per-key-limit.ts";

it("counts each key apart, and lets in again as many as have left", () => {
  const limit = perKeyLimit(2);
  expect([limit.enter("a"), limit.enter("a"), limit.enter("a"), limit.enter("b")]).toEqual([true, true, false, true]);
  limit.leave("a");
  expect(limit.enter("a")).toBe(false);
  limit.leave("a");
  limit.leave("a");
  expect([limit.enter("a"), limit.enter("a")]).toEqual([true, false]);
});
