import type { PageComponentsInput, PageDetail } from "@vedette/core/page-record";

/** The components of a page while somebody edits them; it is exactly what saving takes. */
export type ComponentsDraft = PageComponentsInput;
export type DraftComponent = ComponentsDraft["components"][number];

export function draftOf(page: Pick<PageDetail, "groups" | "components">): ComponentsDraft {
  return {
    groups: page.groups.toSorted((a, b) => a.position - b.position).map(({ id, name }) => ({ id, name })),
    components: page.components
      .toSorted((a, b) => a.position - b.position)
      .map(({ id, name, description, groupId, showUptime, monitorIds }) => ({ id, name, description, groupId, showUptime, monitorIds })),
  };
}

/** The components of one group in their order; null: those without a group. */
export function membersOf(draft: ComponentsDraft, groupId: string | null): DraftComponent[] {
  return draft.components.filter((component) => component.groupId === groupId);
}

export function addGroup(draft: ComponentsDraft, group: { id: string; name: string }): ComponentsDraft {
  return { ...draft, groups: [...draft.groups, group] };
}

export function renameGroup(draft: ComponentsDraft, id: string, name: string): ComponentsDraft {
  return { ...draft, groups: draft.groups.map((group) => (group.id === id ? { ...group, name } : group)) };
}

/** Removes a group; its components stay, without a group. */
export function removeGroup(draft: ComponentsDraft, id: string): ComponentsDraft {
  return {
    groups: draft.groups.filter((group) => group.id !== id),
    components: draft.components.map((component) => (component.groupId === id ? { ...component, groupId: null } : component)),
  };
}

/** Moves a group one place up or down; at the end of the list nothing happens. */
export function moveGroup(draft: ComponentsDraft, id: string, by: -1 | 1): ComponentsDraft {
  return { ...draft, groups: swapped(draft.groups, id, draft.groups[draft.groups.findIndex((group) => group.id === id) + by]?.id) };
}

export function addComponent(draft: ComponentsDraft, component: DraftComponent): ComponentsDraft {
  return { ...draft, components: [...draft.components, component] };
}

export function changeComponent(draft: ComponentsDraft, id: string, change: Partial<Omit<DraftComponent, "id">>): ComponentsDraft {
  return { ...draft, components: draft.components.map((component) => (component.id === id ? { ...component, ...change } : component)) };
}

export function removeComponent(draft: ComponentsDraft, id: string): ComponentsDraft {
  return { ...draft, components: draft.components.filter((component) => component.id !== id) };
}

/** Moves a component one place up or down among those of its own group; at either end nothing happens. */
export function moveComponent(draft: ComponentsDraft, id: string, by: -1 | 1): ComponentsDraft {
  const moved = draft.components.find((component) => component.id === id);
  if (moved === undefined) return draft;
  const members = membersOf(draft, moved.groupId);
  return { ...draft, components: swapped(draft.components, id, members[members.indexOf(moved) + by]?.id) };
}

function swapped<T extends { id: string }>(list: readonly T[], id: string, otherId: string | undefined): T[] {
  const [a, b] = [list.findIndex((item) => item.id === id), list.findIndex((item) => item.id === otherId)];
  const [first, second] = [list[a], list[b]];
  return first === undefined || second === undefined ? [...list] : list.with(a, second).with(b, first);
}
