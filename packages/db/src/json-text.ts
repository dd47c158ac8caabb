/** JSON as a jsonb column takes it: NUL and half a surrogate pair are legal in JSON and not there; a target may well send one. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\\u(?:0000|d[89a-f]..)/g, "\\ufffd");
}
