import type { CorrectionRow } from "@vedette/core/correction";
import { type CheckBucket, UptimeDefinition, usualUptime } from "@vedette/core/uptime-definition";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

/** An SQL expression for what counts as uptime for a page, whose team is `team_id`; to be read by `definitionOf`. */
export const pageDefinitionSql = "coalesce(uptime, (SELECT t.uptime FROM teams t WHERE t.id = team_id), '{}')";

/** What was stored by any version; the usual definition where this one cannot read it, so that lists and pages go on. */
export function definitionOf(json: unknown): UptimeDefinition {
  return UptimeDefinition.safeParse(json ?? {}).data ?? usualUptime;
}

/** How a team counts uptime, and what its people took out of it. */
export function uptimeOn(sql: Sql) {
  return {
    async definition(teamId: string): Promise<UptimeDefinition> {
      const [row] = await sql<{ uptime: unknown }>("SELECT uptime FROM teams WHERE id = $1", [teamId]);
      return definitionOf(row?.uptime);
    },

    /** Stretches that are excluded of the monitors, from `fromMs` on. */
    async exclusionsSince(
      monitorNos: readonly number[],
      fromMs: number,
    ): Promise<{ monitorNo: number; fromMs: number; untilMs: number }[]> {
      return await sql(
        `SELECT m.compat_number AS "monitorNo", ${ms("c.from_at")} AS "fromMs", ${ms("c.until_at")} AS "untilMs"
         FROM corrections c JOIN monitors m ON m.id = c.monitor_id
         WHERE m.compat_number = ANY($1::int[]) AND c.until_at > ${at("$2::bigint")} AND c.kind = 'excluded' AND c.withdrawn_at IS NULL`,
        [arrayOf(monitorNos), fromMs],
      );
    },

    /** Checks by bucket of the monitors, as far as they are rolled up; buckets without any are left out. */
    async checksOf(
      monitorNos: readonly number[],
      resolutionS: 300 | 3_600,
      window: { fromMs: number; toMs: number },
    ): Promise<Map<number, CheckBucket[]>> {
      const rows = await sql<BucketRow>(
        `SELECT monitor_no AS "monitorNo", ${ms("bucket_at")} AS "atMs", up_n AS "upN", degraded_n AS "degradedN", down_n AS "downN",
                inconclusive_n AS "inconclusiveN", no_data_n AS "noDataN"
         FROM rollups WHERE monitor_no = ANY($1::int[]) AND resolution_s = $2 AND bucket_at >= ${at("$3::bigint")} AND bucket_at < ${at("$4::bigint")}`,
        [arrayOf(monitorNos), resolutionS, window.fromMs, window.toMs],
      );
      const buckets = Map.groupBy(rows, (row) => row.monitorNo);
      return new Map([...buckets].map(([no, own]) => [no, own.map(bucketOf)]));
    },

    /** All corrections of a monitor, the newest first, withdrawn ones too. */
    async corrections(monitor: { teamId: string; id: string }): Promise<CorrectionRow[]> {
      const rows = await sql<Omit<CorrectionRow, "createdBy" | "withdrawn"> & Names>(
        `SELECT c.id, c.kind, ${ms("c.from_at")} AS "fromMs", ${ms("c.until_at")} AS "untilMs", c.reason, ${ms("c.created_at")} AS "createdAtMs",
                c.created_by_id AS "makerId", a.name AS maker, c.withdrawn_by_id AS "takerId", b.name AS taker, ${ms("c.withdrawn_at")} AS "takenAtMs"
         FROM corrections c LEFT JOIN users a ON a.id = c.created_by_id LEFT JOIN users b ON b.id = c.withdrawn_by_id
         WHERE c.team_id = $1 AND c.monitor_id = $2 ORDER BY c.created_at DESC, c.id`,
        [monitor.teamId, monitor.id],
      );
      return rows.map(({ makerId, maker, takerId, taker, takenAtMs, ...row }) => ({
        ...row,
        createdBy: { id: makerId, name: maker ?? "a removed person" },
        withdrawn: takerId === null ? null : { atMs: takenAtMs, by: { id: takerId, name: taker ?? "a removed person" } },
      }));
    },
  };
}

type BucketRow = { monitorNo: number; atMs: number } & CheckBucket["counts"];

function bucketOf(row: BucketRow): CheckBucket {
  const { monitorNo: _, atMs, ...counts } = row;
  return { atMs, counts };
}

type Names = { makerId: string; maker: string | null; takerId: string | null; taker: string | null; takenAtMs: number };
