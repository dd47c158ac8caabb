/** Which monitors are chosen, and the one from which a range begins. */
export type Selection = { ids: ReadonlySet<string>; anchor: string | null };

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

/** Chooses one or lets it go; a range begins at it from now on. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Gives all from the anchor to `id`, in the order in which they are shown, the state that the anchor has. Without an anchor in sight: `toggled`. */
export function extended(selection: Selection, id: string, shown: readonly string[]): Selection {
  const [from, to] = [shown.indexOf(selection.anchor ?? ""), shown.indexOf(id)];
  if (selection.anchor === null || from === -1 || to === -1) return toggled(selection, id);
  const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  const ids = new Set(selection.ids);
  for (const each of range) {
    if (selection.ids.has(selection.anchor)) ids.add(each);
    else ids.delete(each);
  }
  return { ids, anchor: selection.anchor };
}

/** Chooses all that are shown or, when they are chosen already, lets them go; what is not shown stays as it is. */
export function allToggled(selection: Selection, shown: readonly string[]): Selection {
  const ids = new Set(selection.ids);
  const isAll = shown.every((id) => ids.has(id));
  for (const id of shown) {
    if (isAll) ids.delete(id);
    else ids.add(id);
  }
  return { ids, anchor: null };
}
