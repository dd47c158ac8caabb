import { type Refusal, refusalOf } from "./refusal.ts";

/** Sentences by the path of the field that is to blame. */
export type Problems = Record<string, string>;

/** What the schema says of a form that was typed; the first message of a field wins. */
export function problemsOf(
  parsed: { success: true } | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } },
): Problems {
  if (parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message] as const).toReversed());
}

/** What the server says of the same form, where the input holds it under `prefix`. */
export function refusedFields(error: unknown, prefix: string): Problems {
  if (error === null) return {};
  const fields = Object.entries(refusalOf(error).fields);
  return Object.fromEntries(
    fields.map(([path, message]) => [path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : path, message]),
  );
}

/** The problem of one field or of anything within it, such as of the second of several recipients. */
export function problemAt(problems: Problems, path: string): string | null {
  return Object.entries(problems).find(([key]) => key === path || key.startsWith(`${path}.`))?.[1] ?? null;
}

/** The problems of the fields that are held under `prefix`, by their paths within it. */
export function within(problems: Problems, prefix: string): Problems {
  const inside = Object.entries(problems).filter(([path]) => path.startsWith(`${prefix}.`));
  return Object.fromEntries(inside.map(([path, message]) => [path.slice(prefix.length + 1), message]));
}

/** A refusal that no field is to blame for, to be shown at the button; null where the fields say it all. */
export function generalProblem(error: unknown): Refusal | null {
  if (error === null) return null;
  const refusal = refusalOf(error);
  return Object.keys(refusal.fields).length === 0 ? refusal : null;
}
