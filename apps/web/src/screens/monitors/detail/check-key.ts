/** One check in an address: `<location>-<due time in ms>`. */
export function checkKey(check: { locationNo: number; dueAtMs: number }): string {
  return `${check.locationNo}-${check.dueAtMs}`;
}

/** The check that an address names, or null where it names none. */
export function readCheckKey(text: string): { locationNo: number; dueAtMs: number } | null {
  const [, location, due] = /^(\d{1,5})-(\d{1,15})$/.exec(text) ?? [];
  return location === undefined || due === undefined ? null : { locationNo: Number(location), dueAtMs: Number(due) };
}
