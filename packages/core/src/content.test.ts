import { expect, it } from "vitest";
import { changeBetween } from "./content.ts";

it("shows the lines that differ with two around them", () => {
  const before = ["a", "b", "c", "old", "d", "e", "f"].join("\n");
  expect(changeBetween(before, before.replace("old", "new\nnewer"))).toEqual({
    before: "b\nc\nold\nd\ne",
    after: "b\nc\nnew\nnewer\nd\ne",
  });
});

it.each([
  ["", "a", { before: "", after: "a" }],
  ["a\nb", "a", { before: "a\nb", after: "a" }],
  ["a\na", "a\na\na", { before: "a\na", after: "a\na\na" }],
])("keeps both sides of %j and %j", (before, after, change) => {
  expect(changeBetween(before, after)).toEqual(change);
});

it("shows the difference, however far into a long line it is", () => {
  const change = changeBetween(`${"x".repeat(50_000)}old${"y".repeat(50_000)}`, `${"x".repeat(50_000)}new${"y".repeat(50_000)}`);
  expect(change.before).toContain("xold");
  expect(change.after).toContain("xnewy");
  expect(change.after.length).toBeLessThanOrEqual(2_002);
});
