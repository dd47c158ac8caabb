import { type MonitorKind, MonitorSpec } from "./monitor-spec.ts";

/** A stored spec that this version cannot read, as it stands. `of`: its kind, null where there is none of that name; `problem`: why, and what to do. */
export type UnreadableSpec = { kind: "unreadable"; of: MonitorKind | null; stored: Record<string, unknown>; problem: string };
export type StoredSpec = MonitorSpec | UnreadableSpec;

/** What was stored as the spec of a monitor of `kind`, perhaps by another version of Vedette. Never throws: one bad row must not hide the others. */
export function readSpec(kind: string, stored: unknown): StoredSpec {
  const parsed = MonitorSpec.safeParse(stored);
  if (parsed.success) return parsed.data;
  const of = MonitorSpec.options.map((option) => option.shape.kind.value).find((known) => known === kind) ?? null;
  const [issue] = parsed.error.issues;
  const problem =
    of === null
      ? `it has no monitors of the kind “${kind}”. Until they are readable again, nothing is checked. Run the version that stored them, or delete the monitor.`
      : `“${issue?.path.join(".") ?? ""}”: ${issue?.message ?? ""} Until they are readable again, nothing is checked. Edit the monitor and save it.`;
  const isObject = typeof stored === "object" && stored !== null;
  return {
    kind: "unreadable",
    of,
    stored: isObject ? { ...stored } : {},
    problem: `Its settings cannot be read by this version: ${problem}`,
  };
}

/** Null for an unreadable one of a kind that this version does not have. */
export function kindOfStored(spec: StoredSpec): MonitorKind | null {
  return spec.kind === "unreadable" ? spec.of : spec.kind;
}
