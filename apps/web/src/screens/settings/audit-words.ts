import type { AuditRow } from "@vedette/core/team-record";

/** `page.components-saved` as people say it: "Page: components saved". */
export function actionText(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1).replaceAll("-", " ")}: ${verb.replaceAll("-", " ")}`;
}

/** What changed, one line a field: the value after, and the one before where there was one. */
export function changeLines(change: AuditRow["change"]): { field: string; before: string | null; after: string }[] {
  const { before: earlier, after, ...rest } = change;
  const before = isRecord(earlier) ? earlier : {};
  const fields = { ...rest, ...(isRecord(after) ? after : {}) };
  return Object.entries(fields).map(([field, value]) => ({
    field,
    before: field in before ? textOf(before[field]) : null,
    after: textOf(value),
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
