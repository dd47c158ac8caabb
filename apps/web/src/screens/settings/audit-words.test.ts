import { expect, it } from "vitest";
import { actionText, changeLines } from "./audit-words.ts";

it("says what was done in words", () => {
  expect(actionText("monitor.created")).toBe("Monitor: created");
  expect(actionText("page.components-saved")).toBe("Page: components saved");
});

it("shows each changed field with what it was", () => {
  expect(changeLines({ before: { name: "Shop", intervalMs: 60_000 }, after: { name: "Store", intervalMs: 1_000 } })).toEqual([
    { field: "name", before: "Shop", after: "Store" },
    { field: "intervalMs", before: "60000", after: "1000" },
  ]);
});

it("shows a creation by its values alone, and an empty change as nothing", () => {
  expect(changeLines({ after: { spec: { kind: "http" } } })).toEqual([{ field: "spec", before: null, after: '{"kind":"http"}' }]);
  expect(changeLines({ components: 2 })).toEqual([{ field: "components", before: null, after: "2" }]);
  expect(changeLines({})).toEqual([]);
});

it("shows what is said beside the fields, and lists as people write them", () => {
  expect(changeLines({ name: "Shop", before: { tags: [] }, after: { tags: ["eu", "prod"] } })).toEqual([
    { field: "name", before: null, after: "Shop" },
    { field: "tags", before: "", after: "eu, prod" },
  ]);
});
