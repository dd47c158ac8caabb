import { expect, it } from "vitest";
import { type PaletteSource, addressOf, paletteGroups } from "./palette-items.ts";

const source: PaletteSource = {
  base: "/t/acme",
  mayWrite: true,
  runsInstance: false,
  monitors: [
    { id: "1", name: "Shop", target: "https://shop.example.com/" },
    { id: "2", name: "Blog", target: "https://blog.example.com/" },
  ],
  channels: [{ id: "3", name: "On duty" }],
  pages: [{ id: "4", name: "Acme status", slug: "acme" }],
};
const labels = (query: string, from = source) => paletteGroups(from, query).flatMap((group) => group.items.map((item) => item.label));

it("finds by every word, in names and in targets alike", () => {
  expect(labels("shop example")).toEqual(["Shop"]);
  expect(labels("acme")).toEqual(["Acme status"]);
  expect(labels("nothing like this")).toEqual([]);
});

it("offers a monitor for an address that is typed, first of all", () => {
  const [first] = paletteGroups(source, "https://shop.example.com/a?b=c");
  expect(first?.items[0]?.href).toBe("/t/acme/monitors/new?url=https%3A%2F%2Fshop.example.com%2Fa%3Fb%3Dc");
});

it("offers nothing to create to whoever may only look", () => {
  expect(labels("new", { ...source, mayWrite: false })).toEqual([]);
  expect(labels("example.org", { ...source, mayWrite: false })).toEqual([]);
});

it.each([
  ["example.com", "https://example.com"],
  ["example.com:8080/health", "https://example.com:8080/health"],
  ["http://10.0.0.1/", "http://10.0.0.1/"],
  ["shop", null],
  ["what is down?", null],
  ["javascript:alert(1)", null],
])("reads %s as the address %s", (typed, address) => {
  expect(addressOf(typed)).toBe(address);
});
