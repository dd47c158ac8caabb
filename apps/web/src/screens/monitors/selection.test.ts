import { expect, it } from "vitest";
import { allToggled, extended, nothingSelected, toggled } from "./selection.ts";

const shown = ["a", "b", "c", "d", "e"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].toSorted();

it("chooses one, and lets it go again", () => {
  const one = toggled(nothingSelected, "b");
  expect(ids(one)).toEqual(["b"]);
  expect(ids(toggled(one, "b"))).toEqual([]);
});

it("gives a range, up or down, what its beginning has", () => {
  const up = extended(toggled(nothingSelected, "d"), "b", shown);
  expect(ids(up)).toEqual(["b", "c", "d"]);
  expect(ids(extended(up, "e", shown))).toEqual(["b", "c", "d", "e"]);
  expect(ids(extended(toggled(up, "b"), "c", shown))).toEqual(["d"]);
});

it("begins anew where the beginning of the range is not shown any more", () => {
  expect(ids(extended(toggled(nothingSelected, "z"), "b", shown))).toEqual(["b", "z"]);
});

it("chooses all that are shown, lets them go, and leaves alone what is not shown", () => {
  const all = allToggled(toggled(nothingSelected, "z"), shown);
  expect(ids(all)).toEqual([...shown, "z"]);
  expect(ids(allToggled(all, shown))).toEqual(["z"]);
});
