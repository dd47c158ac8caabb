import { markingSql } from "./rollup-marks.ts";
import type { Sql } from "./sql.ts";

export type GapKind = "missed" | "lost" | "inconclusive" | "paused";
export type NewGap = { monitorNo: number; locationNo: number; fromMs: number; untilMs: number; ticks: number; kind: GapKind };

export function gapsOn(sql: Sql) {
  return {
    /** Records stretches in which nobody looked. One that is already recorded from the same moment on is left as it is. */
    async insertMissing(gaps: readonly NewGap[]): Promise<void> {
      if (gaps.length === 0) return;
      await sql(
        `WITH stored AS (INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
         SELECT m.team_id, g.monitor_no, g.location_no, to_timestamp(g.from_ms / 1000.0), to_timestamp(g.until_ms / 1000.0), g.ticks, g.kind
         FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::text[]) AS g (monitor_no, location_no, from_ms, until_ms, ticks, kind)
         JOIN monitors m ON m.compat_number = g.monitor_no
         ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at)
         ${markingSql("SELECT monitor_no, from_at, until_at FROM stored")}`,
        [
          gaps.map((gap) => gap.monitorNo),
          gaps.map((gap) => gap.locationNo),
          gaps.map((gap) => gap.fromMs),
          gaps.map((gap) => gap.untilMs),
          gaps.map((gap) => gap.ticks),
          gaps.map((gap) => gap.kind),
        ],
      );
    },
  };
}
