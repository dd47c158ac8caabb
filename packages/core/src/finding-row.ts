/** What the hourly analysis found out about a monitor; `data` is described by the finding's own kind. */
export type FindingRow = { kind: string; computedAtMs: number; data: Record<string, unknown> };
