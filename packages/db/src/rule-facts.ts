import { TrendFinding } from "@vedette/core/finding";
import type { Change } from "@vedette/core/trend";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
/** A heartbeat that says when its runs begin has said so lately. */
const newestPings = 20;

/** A run of a job: it ended at `endMs` and took `runMs`. */
export type Run = { endMs: number; runMs: number };

/** What is known of monitors beside their checks, by number; monitors of which it is not known are missing. */
export function ruleFactsOn(sql: Sql) {
  return {
    /** When the newest certificate ends. */
    async certificates(monitorNos: readonly number[]): Promise<Map<number, number>> {
      const rows = await sql<{ no: number; at_ms: number }>(
        `SELECT monitor_no AS no, ${ms("certificate_expires_at")} AS at_ms FROM monitor_states
         WHERE monitor_no = ANY($1::int[]) AND certificate_expires_at IS NOT NULL`,
        [arrayOf(monitorNos)],
      );
      return new Map(rows.map((row) => [row.no, row.at_ms]));
    },

    /** How long the newest run took, or the oldest that goes on has taken, whichever is more. */
    async runs(monitorNos: readonly number[], nowMs: number): Promise<Map<number, number>> {
      const rows = await sql<{ no: number; run_ms: number | null }>(
        `SELECT h.monitor_no AS no, greatest(
           (SELECT p.run_ms FROM (SELECT at, id, run_ms FROM pings WHERE monitor_no = h.monitor_no ORDER BY at DESC, id DESC LIMIT ${newestPings}) p
            WHERE p.run_ms IS NOT NULL ORDER BY p.at DESC, p.id DESC LIMIT 1),
           (SELECT max($2::bigint - (run ->> 'startedMs')::bigint) FROM jsonb_array_elements(h.state -> 'runs') run)) AS run_ms
         FROM heartbeats h WHERE h.monitor_no = ANY($1::int[])`,
        [arrayOf(monitorNos), nowMs],
      );
      return new Map(rows.flatMap((row) => (row.run_ms === null ? [] : [[row.no, row.run_ms]])));
    },

    /** The runs that ended in [fromMs, untilMs), oldest first. */
    async runsBetween(monitorNo: number, fromMs: number, untilMs: number): Promise<Run[]> {
      return await sql<Run>(
        `SELECT ${ms("at")} AS "endMs", run_ms AS "runMs" FROM pings
         WHERE monitor_no = $1 AND at >= to_timestamp($2::bigint / 1000.0) AND at < to_timestamp($3::bigint / 1000.0) AND run_ms IS NOT NULL ORDER BY at, id`,
        [monitorNo, fromMs, untilMs],
      );
    },

    /** When latency is forecast to reach its limit; Infinity where a forecast sees no such thing. */
    async crossings(monitorNos: readonly number[]): Promise<Map<number, number>> {
      const rows = await sql<{ no: number; at_ms: number | null }>(
        `SELECT monitor_no AS no, (data #>> '{crossing,atMs}')::bigint AS at_ms FROM findings WHERE monitor_no = ANY($1::int[]) AND kind = 'forecast'`,
        [arrayOf(monitorNos)],
      );
      return new Map(rows.map((row) => [row.no, row.at_ms ?? Infinity]));
    },

    /** How the last week compares with the one before. */
    async changes(monitorNos: readonly number[]): Promise<Map<number, Change>> {
      const rows = await sql<{ no: number; data: unknown }>(
        "SELECT monitor_no AS no, data FROM findings WHERE monitor_no = ANY($1::int[]) AND kind = 'trend'",
        [arrayOf(monitorNos)],
      );
      return new Map(
        rows.flatMap((row) => {
          const { change } = TrendFinding.parse(row.data);
          return change === null ? [] : [[row.no, change]];
        }),
      );
    },
  };
}
