import type { Blip } from "@vedette/core/health";
import { arrayOf } from "./array-literal.ts";
import { storedResults } from "./packed-results.ts";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (parameter: string) => `to_timestamp(${parameter}::bigint / 1000.0)`;

/** Runs of bad checks that were never confirmed, or by too few locations. Monitors are named by number: they must have been found by their team before. */
export function blipsOn(sql: Sql) {
  return {
    /** One that is already stored from the same moment on is left as it is. */
    async insertMissing(blips: readonly (Blip & { monitorNo: number; teamId: string })[]): Promise<void> {
      if (blips.length === 0) return;
      await sql(
        `INSERT INTO blips (monitor_no, team_id, from_at, until_at, failures)
         SELECT no, team_id, ${at("from_ms")}, ${at("until_ms")}, failures
         FROM unnest($1::int[], $2::uuid[], $3::bigint[], $4::bigint[], $5::int[]) AS b (no, team_id, from_ms, until_ms, failures)
         ON CONFLICT DO NOTHING`,
        [
          arrayOf(blips.map((blip) => blip.monitorNo)),
          blips.map((blip) => blip.teamId),
          arrayOf(blips.map((blip) => blip.startedAtMs)),
          arrayOf(blips.map((blip) => blip.endedAtMs)),
          arrayOf(blips.map((blip) => blip.failures)),
        ],
      );
    },

    /** Outages that one location had confirmed and too few others; their failures are counted here. */
    async insertOutvoted(
      spans: readonly { monitorNo: number; teamId: string; locationNo: number; startedAtMs: number; endedAtMs: number }[],
    ): Promise<void> {
      if (spans.length === 0) return;
      await sql(
        `INSERT INTO blips (monitor_no, team_id, from_at, until_at, failures)
         SELECT no, team_id, ${at("from_ms")}, ${at("until_ms")}, greatest(1, (SELECT count(*)::int
           FROM ${storedResults({ monitor: "b.no", from: at("b.from_ms"), until: at("b.until_ms") })} r WHERE r.location_no = b.location_no AND r.verdict IN (1, 2)))
         FROM unnest($1::int[], $2::uuid[], $3::int[], $4::bigint[], $5::bigint[]) AS b (no, team_id, location_no, from_ms, until_ms)
         WHERE until_ms > from_ms ON CONFLICT DO NOTHING`,
        [
          arrayOf(spans.map((span) => span.monitorNo)),
          spans.map((span) => span.teamId),
          arrayOf(spans.map((span) => span.locationNo)),
          arrayOf(spans.map((span) => span.startedAtMs)),
          arrayOf(spans.map((span) => span.endedAtMs)),
        ],
      );
    },

    /** Those that end after `fromMs`, newest first; at most `limit`. */
    async since(monitorNo: number, fromMs: number, limit: number): Promise<Blip[]> {
      return await sql<Blip>(
        `SELECT ${ms("from_at")} AS "startedAtMs", ${ms("until_at")} AS "endedAtMs", failures FROM blips
         WHERE monitor_no = $1 AND until_at > ${at("$2")} ORDER BY from_at DESC LIMIT $3`,
        [monitorNo, fromMs, limit],
      );
    },

    /** Deletes what ended before `keepDays` ago. */
    async forget(keepDays: number): Promise<void> {
      await sql("DELETE FROM blips WHERE until_at < clock_timestamp() - $1 * interval '1 day'", [keepDays]);
    },
  };
}
