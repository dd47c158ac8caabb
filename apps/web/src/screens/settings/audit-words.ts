import type { AuditRow } from "@vedette/core/team-record";

/** `page.components-saved` as people say it: "Page: components saved". */
export function actionText(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1).replaceAll("-", " ")}: ${verb.replaceAll("-", " ")}`;
}

/** What changed, one line a field: the value after, and the one before where there was one. */
export function changeLines(change: AuditRow["change"]): { field: string; before: string | null; after: string }[] {
  const before = isRecord(change["before"]) ? change["before"] : {};
  const after = isRecord(change["after"]) ? change["after"] : change;
  return Object.entries(after)
    .filter(([field]) => field !== "before")
    .map(([field, value]) => ({ field, before: field in before ? textOf(before[field]) : null, after: textOf(value) }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
