const part = /\.([a-zA-Z_\u0080-\uffff][\w\u0080-\uffff]*)|\[\s*(?:(-?\d{1,9})|"([^"\\]*)"|'([^'\\]*)')\s*\]/y;

/** The steps of a JSONPath that means one place: names, and indexes that may count from the end. Null for any other text. */
export function readJsonPlace(path: string): (string | number)[] | null {
  if (!path.startsWith("$")) return null;
  const steps: (string | number)[] = [];
  for (let at = 1; at < path.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(path);
    if (match === null) return null;
    const [, name, index, double, single] = match;
    steps.push(index === undefined ? (name ?? double ?? single ?? "") : Number(index));
  }
  return steps;
}

/** What stands at a place; undefined when nothing does. */
export function valueAt(json: unknown, steps: readonly (string | number)[]): unknown {
  let value = json;
  for (const step of steps) {
    if (Array.isArray(value)) value = typeof step === "number" ? (value as unknown[]).at(step) : undefined;
    else if (typeof value !== "object" || value === null || typeof step === "number" || !Object.hasOwn(value, step)) return undefined;
    else value = (value as Record<string, unknown>)[step]; // safe because it is an object that has this key
  }
  return value;
}
