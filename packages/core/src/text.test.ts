import fc from "fast-check";
import { expect, it } from "vitest";
import { Slug, singleLine, slugOf } from "./text.ts";

it("makes a valid slug of any name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      expect(Slug.safeParse(slugOf(name, "monitor-1")).success).toBe(true);
    }),
  );
  expect(slugOf("Zürich API (v2)", "x")).toBe("zurich-api-v2");
  expect(slugOf("🚦", "monitor-1")).toBe("monitor-1");
});

it.each(["a\nb", "a\tb", "a\u0000b", "a\u2028b", "a\u009fb"])("refuses %j in a single line", (text) => {
  expect(singleLine("The name", 100).safeParse(text).error?.issues[0]?.message).toMatch(/control character or a line break/);
});
