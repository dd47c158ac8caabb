import type { FindingRow } from "@vedette/core/finding-row";
import type { Sql } from "./sql.ts";
import { storedInt } from "./stored-int.ts";

/** `data` null: there is nothing to say any more, and what was said goes. */
export type NewFinding = { monitorNo: number; kind: string; data: Record<string, unknown> | null };

export type Subject = { monitorNo: number; limitUs: number | null };

/** The hours that the present pass looks at end at `untilMs`; it has come up to monitor `afterNo`. */
export type AnalysisPass = { untilMs: number; afterNo: number };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

const subjectColumns = `m.compat_number AS "monitorNo", 1000 * least(${storedInt("m.spec", "slowAfterMs")}, (
  SELECT min(${storedInt("r.params", "thresholdMs")}) FROM rules r
  WHERE r.team_id = m.team_id AND r.enabled AND r.kind = 'latency' AND r.params ->> 'percentile' = '95'
    AND (r.monitor_id = m.id OR r.scope = 'team' OR r.tag = ANY(m.tags)))) AS "limitUs"`;

export function findingsOn(sql: Sql) {
  return {
    /**
     * The pass that is under way, or a new one where hours were rolled up since the last; locked until the transaction ends. Null where
     * everything that is rolled up is analysed.
     */
    async lockPass(): Promise<AnalysisPass | null> {
      const [pass] = await sql<AnalysisPass>(
        `WITH hours AS (SELECT done_until FROM rollup_progress WHERE resolution_s = 3600)
         UPDATE analysis_progress p SET is_done = false, until_at = CASE WHEN is_done THEN hours.done_until ELSE p.until_at END
         FROM hours WHERE NOT p.is_done OR hours.done_until > p.until_at
         RETURNING ${ms("p.until_at")} AS "untilMs", p.after_no AS "afterNo"`,
      );
      return pass ?? null;
    },

    /** The pass has come up to this monitor; null: through all of them. */
    async setPass(afterNo: number | null): Promise<void> {
      await sql("UPDATE analysis_progress SET after_no = coalesce($1, 0), is_done = $1::int IS NULL", [afterNo]);
    },

    /** Replaces what is known of each monitor and kind. A monitor that is gone is skipped. */
    async replace(findings: readonly NewFinding[], computedAtMs: number): Promise<void> {
      if (findings.length === 0) return;
      const [void_, found] = [findings.filter((finding) => finding.data === null), findings.filter((finding) => finding.data !== null)];
      await sql(
        "DELETE FROM findings f USING unnest($1::int[], $2::text[]) AS n (monitor_no, kind) WHERE f.monitor_no = n.monitor_no AND f.kind = n.kind",
        [void_.map((finding) => finding.monitorNo), void_.map((finding) => finding.kind)],
      );
      await sql(
        `INSERT INTO findings (monitor_no, kind, team_id, computed_at, data)
         SELECT n.monitor_no, n.kind, m.team_id, to_timestamp($4::bigint / 1000.0), n.data::jsonb
         FROM unnest($1::int[], $2::text[], $3::text[]) AS n (monitor_no, kind, data) JOIN monitors m ON m.compat_number = n.monitor_no
         ON CONFLICT (monitor_no, kind) DO UPDATE SET computed_at = excluded.computed_at, data = excluded.data`,
        [
          found.map((finding) => finding.monitorNo),
          found.map((finding) => finding.kind),
          found.map((finding) => JSON.stringify(finding.data)),
          computedAtMs,
        ],
      );
    },

    async ofMonitor(teamId: string, monitorNo: number): Promise<FindingRow[]> {
      return await sql<FindingRow>(
        `SELECT kind, ${ms("computed_at")} AS "computedAtMs", data FROM findings
         WHERE team_id = $1 AND monitor_no = $2 ORDER BY kind`,
        [teamId, monitorNo],
      );
    },

    /** The next monitors that are analysed, by number. `limitUs`: the lowest p95 that somebody would call slow. Sample teams are left out. */
    async subjectsAfter(monitorNo: number, limit: number): Promise<Subject[]> {
      return await sql<Subject>(
        `SELECT ${subjectColumns} FROM monitors m JOIN teams t ON t.id = m.team_id AND NOT t.is_sample
         WHERE m.compat_number > $1 AND m.deleted_at IS NULL ORDER BY m.compat_number LIMIT $2`,
        [monitorNo, limit],
      );
    },

    async subject(monitorNo: number): Promise<Subject | null> {
      const [found] = await sql<Subject>(`SELECT ${subjectColumns} FROM monitors m WHERE m.compat_number = $1`, [monitorNo]);
      return found ?? null;
    },
  };
}
