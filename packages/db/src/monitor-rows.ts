import type { ConfirmedHealth } from "@vedette/core/health";
import type { MonitorName, MonitorRow } from "@vedette/core/monitor-record";
import type { Sql } from "./sql.ts";

/** What the list shows of a monitor without looking at its checks. */
export type MonitorFacts = MonitorName & {
  compatNumber: number;
  kind: MonitorRow["kind"];
  tags: string[];
  createdAtMs: number;
  pausedAtMs: number | null;
  isInMaintenance: boolean;
  confirmed: ConfirmedHealth;
  certificateExpiresAtMs: number | null;
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const live = "m.team_id = $1 AND m.deleted_at IS NULL ORDER BY m.name, m.compat_number";

/** A team's monitors for lists of thousands, deleted ones left out, sorted by name. */
export function monitorRowsOn(sql: Sql) {
  return {
    async facts(teamId: string): Promise<MonitorFacts[]> {
      return await sql(
        `SELECT m.id, m.compat_number AS "compatNumber", m.name, m.target, m.kind, m.tags, ${ms("m.created_at")} AS "createdAtMs", ${ms("m.paused_at")} AS "pausedAtMs",
                m.id IN (SELECT mm.monitor_id FROM maintenances w JOIN maintenance_monitors mm ON mm.maintenance_id = w.id
                         WHERE w.team_id = $1 AND w.phase = 1 AND w.ends_at > clock_timestamp()) AS "isInMaintenance",
                s.confirmed, ${ms("s.certificate_expires_at")} AS "certificateExpiresAtMs"
         FROM monitors m JOIN monitor_states s ON s.monitor_no = m.compat_number WHERE ${live}`,
        [teamId],
      );
    },

    async names(teamId: string): Promise<MonitorName[]> {
      return await sql(`SELECT m.id, m.name, m.target FROM monitors m WHERE ${live}`, [teamId]);
    },

    /** The numbers that check results know the team's monitors by, and their ids. */
    async numbers(teamId: string): Promise<{ id: string; compatNumber: number }[]> {
      return await sql(`SELECT m.id, m.compat_number AS "compatNumber" FROM monitors m WHERE m.team_id = $1 AND m.deleted_at IS NULL`, [
        teamId,
      ]);
    },
  };
}
