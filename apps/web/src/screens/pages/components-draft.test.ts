import { expect, it } from "vitest";
import {
  type ComponentsDraft,
  type DraftComponent,
  draftOf,
  membersOf,
  moveComponent,
  moveGroup,
  removeGroup,
} from "./components-draft.ts";

const component = (id: string, groupId: string | null): DraftComponent => ({
  id,
  name: id,
  description: null,
  groupId,
  showUptime: true,
  monitorIds: [],
});
const draft: ComponentsDraft = {
  groups: [
    { id: "g1", name: "Europe" },
    { id: "g2", name: "America" },
  ],
  components: [component("a", "g1"), component("x", null), component("b", "g1"), component("c", "g2")],
};
const ids = (list: readonly { id: string }[]) => list.map((item) => item.id).join("");

it("moves a component among those of its own group only", () => {
  const moved = moveComponent(draft, "b", -1);
  expect(ids(membersOf(moved, "g1"))).toBe("ba");
  expect(ids(membersOf(moved, null))).toBe("x");
  expect(ids(membersOf(moved, "g2"))).toBe("c");
});

it("leaves the order alone at either end", () => {
  expect(moveComponent(draft, "a", -1)).toEqual(draft);
  expect(moveComponent(draft, "b", 1)).toEqual(draft);
  expect(moveGroup(draft, "g1", -1)).toEqual(draft);
  expect(moveGroup(draft, "g2", 1)).toEqual(draft);
});

it("keeps the components of a group that is removed", () => {
  const left = removeGroup(draft, "g1");
  expect(ids(left.groups)).toBe("g2");
  expect(ids(membersOf(left, null))).toBe("axb");
});

it("opens a page in the order of its positions, not of its rows", () => {
  const rows = draft.components.map((row, i) => ({ ...row, position: 10 - i }));
  expect(
    ids(
      draftOf({
        groups: [
          { id: "g1", name: "Europe", position: 1 },
          { id: "g0", name: "Asia", position: 0 },
        ],
        components: rows,
      }).components,
    ),
  ).toBe("cbxa");
});
