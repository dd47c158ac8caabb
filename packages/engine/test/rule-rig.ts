import { RuleInput } from "@vedette/core/rule";
import type { TestMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { evaluateRules } from "../src/evaluate-rules.ts";
import type { Rig } from "./road-rig.ts";

export const minuteMs = 60_000;

/** A rule as it is stored; what is not said is as usual: p95 over 5 min above 1 s, for the whole team. */
export async function insertRule(rig: Rig, more: object = {}): Promise<string> {
  const id = randomUUID();
  const rule = RuleInput.parse({
    kind: "latency",
    scope: { type: "team" },
    params: { percentile: 95, windowMs: 5 * minuteMs, thresholdMs: 1_000 },
    ...more,
  });
  await rig.deps.db.configTransaction(async (tx) => await tx.rules.create({ id, teamId: rig.team.id }, rule, Date.now()));
  return id;
}

export const of = (monitor: TestMonitor) => ({ scope: { type: "monitor", monitorId: monitor.id } });

/** Checks half a minute apart that end before `untilMs`. */
export async function answer(
  rig: Rig,
  monitor: TestMonitor,
  untilMs: number,
  { totalMs = 100, downs = 0, n = 10 }: { totalMs?: number; downs?: number; n?: number },
): Promise<void> {
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, to_timestamp(($2::bigint - 1000 - i * 29000) / 1000.0), 0, CASE WHEN i < $4 THEN 2 ELSE 0 END, 200, $3 FROM generate_series(0, $5::int - 1) AS i
     ON CONFLICT (monitor_no, location_no, due_at) DO UPDATE SET total_us = excluded.total_us, verdict = excluded.verdict`,
    [monitor.no, untilMs, totalMs * 1_000, downs, n],
  );
}

export const evaluate = async (rig: Rig, atMs: number) => await evaluateRules({ ...rig.deps, now: () => atMs });

export const incidentsOf = async (rig: Rig) =>
  await rig.rows<{ rule_id: string; severity: string; open: boolean; summary: string; monitor_id: string }>(
    "SELECT rule_id, severity, closed_at IS NULL AS open, summary, monitor_id FROM incidents ORDER BY number",
  );
