import type { Retention } from "@vedette/core/retention";
import type { Sql } from "./sql.ts";

/** From when on a monitor's team keeps what the column is about; an SQL expression, as is `monitor`. */
export function keptFrom(column: "keep_checks_days" | "keep_history_days", monitor: string): string {
  return `coalesce((SELECT now() - t.${column} * interval '1 day' FROM monitors m JOIN teams t ON t.id = m.team_id WHERE m.compat_number = ${monitor}), '-infinity')`;
}

const firstDay = "((now() AT TIME ZONE 'UTC')::date - $2::int)";
const firstMoment = `(${firstDay}::timestamp AT TIME ZONE 'UTC')`;
const ofTeam = "monitor_no IN (SELECT compat_number FROM monitors WHERE team_id = $1)";

type Part = { table: string; key: string; which: string };
const checks: readonly Part[] = [
  { table: "results", key: "monitor_no, location_no, due_at", which: `${ofTeam} AND due_at < ${firstMoment}` },
  { table: "packed_results", key: "monitor_no, location_no, day", which: `${ofTeam} AND day < ${firstDay}` },
  { table: "evidence", key: "monitor_no, location_no, due_at", which: `${ofTeam} AND due_at < ${firstMoment}` },
  { table: "pings", key: "monitor_no, at, id", which: `${ofTeam} AND at < ${firstMoment}` },
  {
    table: "metric_buckets",
    key: "metric_no, bucket_at",
    which: `metric_no IN (SELECT no FROM metrics WHERE ${ofTeam}) AND bucket_at < ${firstMoment}`,
  },
  { table: "blips", key: "monitor_no, from_at", which: `${ofTeam} AND until_at < ${firstMoment}` },
  // A day longer than checks, which may be a week old and change them.
  {
    table: "rollups",
    key: "monitor_no, resolution_s, bucket_at",
    which: `${ofTeam} AND resolution_s = 300 AND bucket_at < ${firstMoment} - interval '1 day'`,
  },
];
const history: readonly Part[] = [
  {
    table: "rollups",
    key: "monitor_no, resolution_s, bucket_at",
    which: `${ofTeam} AND resolution_s > 300 AND bucket_at < ${firstMoment}`,
  },
  { table: "gaps", key: "monitor_no, location_no, from_at", which: `${ofTeam} AND until_at < ${firstMoment}` },
  // With their timelines.
  { table: "incidents", key: "id", which: `team_id = $1 AND started_at < ${firstMoment} AND closed_at < ${firstMoment}` },
];

/** What teams keep for a shorter time than the instance. */
export function retentionOn(sql: Sql) {
  const forget = async (parts: readonly Part[], teamId: string, days: number, limit: number): Promise<number> => {
    let most = 0;
    for (const { table, key, which } of parts) {
      const [row] = await sql<{ n: number }>(
        `WITH gone AS (DELETE FROM ${table} WHERE ${which} AND (${key}) IN (SELECT ${key} FROM ${table} WHERE ${which} LIMIT $3) RETURNING 1)
         SELECT count(*)::int AS n FROM gone`,
        [teamId, days, limit],
      );
      most = Math.max(most, row?.n ?? 0);
    }
    return most;
  };
  return {
    async teams(): Promise<(Retention & { teamId: string })[]> {
      return await sql(
        `SELECT id AS "teamId", keep_checks_days AS "checksDays", keep_history_days AS "historyDays" FROM teams
         WHERE keep_checks_days IS NOT NULL OR keep_history_days IS NOT NULL ORDER BY id`,
      );
    },

    /** Deletes up to `limit` rows of each kind that belong to single checks of whole days before the last `days`. Returns the most of one kind. */
    async forgetChecks(teamId: string, days: number, limit: number): Promise<number> {
      return await forget(checks, teamId, days, limit);
    },

    /** The same of rollups, gaps and closed incidents. */
    async forgetHistory(teamId: string, days: number, limit: number): Promise<number> {
      return await forget(history, teamId, days, limit);
    },
  };
}
