import type { ConfirmedHealth } from "@vedette/core/health";
import type { MonitorDetail, MonitorHealth } from "@vedette/core/monitor-record";
import type { Sql } from "./sql.ts";

export type LiveFacts = {
  health: MonitorHealth;
  nextDueAtMs: number | null;
  openIncidentId: string | null;
  maintenance: MonitorDetail["maintenance"];
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** What changes about a monitor without anybody editing it. */
export function liveFactsOn(sql: Sql) {
  return {
    /** Null for a monitor of another team. */
    async ofMonitor(teamId: string, monitorNo: number): Promise<LiveFacts | null> {
      const [row] = await sql<{
        confirmed: ConfirmedHealth;
        since_ms: number | null;
        cert_ms: number | null;
        next_ms: number | null;
        incident: string | null;
        maintenance: LiveFacts["maintenance"];
      }>(
        `SELECT s.confirmed, ${ms("s.since_at")} AS since_ms, ${ms("s.certificate_expires_at")} AS cert_ms,
                (SELECT min(next_due_ms) FROM schedules d WHERE d.monitor_no = s.monitor_no) AS next_ms,
                (SELECT i.id FROM incidents i WHERE i.monitor_id = m.id AND i.closed_at IS NULL ORDER BY i.rule_id NULLS FIRST LIMIT 1) AS incident,
                (SELECT jsonb_build_object('title', w.title, 'untilMs', ${ms("w.ends_at")}) FROM maintenance_monitors mm JOIN maintenances w ON w.id = mm.maintenance_id
                  WHERE mm.monitor_id = m.id AND clock_timestamp() >= w.starts_at AND clock_timestamp() < w.ends_at ORDER BY w.ends_at DESC LIMIT 1) AS maintenance
         FROM monitor_states s JOIN monitors m ON m.compat_number = s.monitor_no AND m.deleted_at IS NULL
         WHERE s.team_id = $1 AND s.monitor_no = $2`,
        [teamId, monitorNo],
      );
      if (row === undefined) return null;
      return {
        health: { confirmed: row.confirmed, sinceMs: row.since_ms, certificateExpiresAtMs: row.cert_ms },
        nextDueAtMs: row.next_ms,
        openIncidentId: row.incident,
        maintenance: row.maintenance,
      };
    },
  };
}
