import { Plan } from "@vedette/core/policy";
import type { Progress } from "@vedette/core/telling";
import { dueOf } from "@vedette/core/telling";
import { isQuiet } from "./incidents.ts";
import type { Sql } from "./sql.ts";

export type NewEscalation = {
  incidentId: string;
  teamId: string;
  policyName: string;
  policyVersion: number;
  plan: Plan;
  progress: Progress;
};
/** `isOver`: the incident was closed. */
export type DueEscalation = NewEscalation & { isOver: boolean; acknowledgedBy: string | null; isAcknowledged: boolean };

type Row = Omit<DueEscalation, "progress"> & Progress;
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Open incidents that follow a policy. */
export function escalationsOn(sql: Sql) {
  return {
    /** Writes how far incidents have come, over what stands there. */
    async save(escalations: readonly NewEscalation[]): Promise<void> {
      if (escalations.length === 0) return;
      const rows = escalations.map(({ progress, ...rest }) => ({ ...rest, ...progress, dueMs: dueOf(progress) }));
      await sql(
        `INSERT INTO escalations (incident_id, team_id, policy_name, policy_version, plan, next_step, step_due_at, remind_due_at, has_told, due_at)
         SELECT "incidentId", "teamId", "policyName", "policyVersion", plan, "nextStep", to_timestamp("stepDueMs" / 1000.0), to_timestamp("remindDueMs" / 1000.0), "hasTold",
                to_timestamp("dueMs" / 1000.0)
         FROM jsonb_to_recordset($1::jsonb) AS e ("incidentId" uuid, "teamId" uuid, "policyName" text, "policyVersion" int, plan jsonb, "nextStep" int, "stepDueMs" bigint,
              "remindDueMs" bigint, "hasTold" boolean, "dueMs" bigint)
         ON CONFLICT (incident_id) DO UPDATE SET policy_name = excluded.policy_name, policy_version = excluded.policy_version, plan = excluded.plan,
           next_step = excluded.next_step, step_due_at = excluded.step_due_at, remind_due_at = excluded.remind_due_at, has_told = excluded.has_told, due_at = excluded.due_at`,
        [JSON.stringify(rows)],
      );
    },

    async remove(incidentIds: readonly string[]): Promise<void> {
      if (incidentIds.length > 0) await sql("DELETE FROM escalations WHERE incident_id = ANY($1::uuid[])", [incidentIds]);
    },

    /**
     * Those that are due, with their incidents, locked; one that is snoozed, merged or in maintenance waits for the end of that. What somebody
     * else holds is left to him, so nobody ever waits here.
     */
    async lockDue(limit: number): Promise<DueEscalation[]> {
      const rows = await sql<Row>(
        `SELECT e.incident_id AS "incidentId", e.team_id AS "teamId", e.policy_name AS "policyName", e.policy_version AS "policyVersion", e.plan, e.next_step AS "nextStep",
                ${ms("e.step_due_at")} AS "stepDueMs", ${ms("e.remind_due_at")} AS "remindDueMs", e.has_told AS "hasTold", i.closed_at IS NOT NULL AS "isOver",
                i.acknowledged_at IS NOT NULL AS "isAcknowledged", (SELECT name FROM users WHERE id = i.acknowledged_by_id) AS "acknowledgedBy"
         FROM escalations e JOIN incidents i ON i.id = e.incident_id
         WHERE e.due_at <= clock_timestamp() AND (i.closed_at IS NOT NULL OR NOT ${isQuiet} AND NOT EXISTS (
           SELECT FROM maintenance_monitors mm JOIN maintenances w ON w.id = mm.maintenance_id
           WHERE mm.monitor_id = i.monitor_id AND clock_timestamp() >= w.starts_at AND clock_timestamp() < w.ends_at))
         ORDER BY e.due_at LIMIT $1 FOR NO KEY UPDATE OF e, i SKIP LOCKED`,
        [limit],
      );
      return rows.map(({ nextStep, stepDueMs, remindDueMs, hasTold, plan, ...rest }) => ({
        ...rest,
        plan: Plan.parse(plan),
        progress: { nextStep, stepDueMs, remindDueMs, hasTold },
      }));
    },
  };
}
