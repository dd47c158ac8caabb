import { expect, it } from "vitest";
import { singularPath, valueAt } from "./singular-path.ts";

const answer: unknown = JSON.parse('{"a": [{"b c": 1}, {"d": null}], "__proto__": {"x": 2}, "é": "f"}');

it.each([
  ["$", answer],
  ["$.a[0]['b c']", 1],
  ['$.a[-2]["b c"]', 1],
  ["$.a[1].d", null],
  ["$.é", "f"],
  ["$.a.length", undefined],
  ["$.constructor", undefined],
  ["$.a[7].x", undefined],
])("%s finds %j", (path, found) => {
  expect(valueAt(answer, singularPath(path) ?? ["none"])).toEqual(found);
});

it.each(["", "a", "$..a", "$.*", "$[*]", "$[0:2]", "$[?@.a]", "$.a b", "$['a\\'b']", "$.", "$.a[", `$${".a".repeat(300)}`])(
  "%s names no single value",
  (path) => {
    expect(singularPath(path)).toBeNull();
  },
);
