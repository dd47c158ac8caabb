import { expect, it } from "vitest";
import { readJsonPlace, valueAt } from "./json-place.ts";

const json = JSON.parse('{"a": {"b c": [1, {"d": null}]}, "__proto__": 7}') as unknown;

it.each([
  ["$", json],
  ["$.a['b c'][0]", 1],
  ['$["a"]["b c"][-1].d', null],
  ["$['__proto__']", 7],
  ["$.a.b", undefined],
  ["$.a[0]", undefined],
  ["$.a['b c'].length", undefined],
  ["$.toString", undefined],
])("%s is %j", (path, value) => {
  expect(valueAt(json, readJsonPlace(path) ?? ["unreadable"])).toEqual(value);
});

it.each(["", "a", "$.", "$..a", "$.a[*]", "$.a[?@.b]", "$.a b", "$[1"])("%j means no single place", (path) => {
  expect(readJsonPlace(path)).toBeNull();
});
