const segment = /\.([a-z_\u0080-\uffff][\w\u0080-\uffff]*)|\[(?:(-?\d{1,9})|'([^'\\]*)'|"([^"\\]*)")\]/iy;

/** The steps of a JSONPath that names one value, such as `$.user['id']` or `$.items[0]` (RFC 9535 section 2.3.5.1). Null for any other text. */
export function singularPath(text: string): (string | number)[] | null {
  if (!text.startsWith("$") || text.length > 500) return null;
  const steps: (string | number)[] = [];
  segment.lastIndex = 1;
  while (segment.lastIndex < text.length) {
    const match = segment.exec(text);
    if (match === null) return null;
    steps.push(match[2] === undefined ? (match[1] ?? match[3] ?? match[4] ?? "") : Number(match[2]));
  }
  return steps;
}

/** What a path of `singularPath` leads to; undefined for nothing. Own properties alone. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === "number") at = Array.isArray(at) ? at.at(step) : undefined;
    else if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, step)) return undefined;
    else at = Object.entries(at).find(([key]) => key === step)?.[1];
  }
  return at;
}
