import type { RuleKind } from "@vedette/core/rule-kinds";
import type { RuleInput, RuleRow, RuleScope, RuleStanding } from "@vedette/core/rule";
import { coveredBy, covers, isAbout } from "./rule-coverage.ts";
import { type RuleContent, ruleOf } from "./rules.ts";
import type { Sql } from "./sql.ts";

/** A monitor that a rule looks at, or would. */
export type CoveredMonitor = { id: string; monitorNo: number; name: string; intervalMs: number };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const inTrouble = "s.confirmed IN ('degraded', 'down')";
const ruleColumns = `r.id, r.scope, r.monitor_id AS "monitorId", r.tag, r.kind, r.name, r.params, r.settings, r.enabled, ${ms("r.created_at")} AS "createdAtMs"`;

/** Rules as lists show them. */
export function ruleRowsOn(sql: Sql) {
  return {
    /** The team's rules, or those that look at one of its monitors, oldest first. */
    async list(teamId: string, monitorNo: number | null): Promise<RuleRow[]> {
      const rows = await sql<ListRow>(
        `SELECT ${ruleColumns}, o.name AS "monitorName", s.confirmed, ${ms("s.since_at")} AS "sinceMs", coalesce(b.n, 0)::int AS broken, coalesce(i.n, 0)::int AS "opened30d",
                CASE WHEN r.scope = 'monitor' THEN 1 ELSE (SELECT count(*)::int FROM monitors m WHERE ${covers}) END AS covered
         FROM rules r LEFT JOIN monitors o ON o.team_id = r.team_id AND o.id = r.monitor_id
         LEFT JOIN LATERAL (SELECT confirmed, since_at FROM rule_states s WHERE s.rule_id = r.id AND ($2::int IS NULL OR s.monitor_no = $2)
           ORDER BY array_position(ARRAY['down', 'degraded', 'up', 'unknown'], s.confirmed), s.since_at LIMIT 1) s ON true
         LEFT JOIN (SELECT rule_id, count(*) AS n FROM rule_states s WHERE s.team_id = $1 AND ${inTrouble} GROUP BY 1) b ON b.rule_id = r.id
         LEFT JOIN (SELECT rule_id, count(*) AS n FROM incidents WHERE team_id = $1 AND started_at > now() - interval '30 days' AND rule_id IS NOT NULL GROUP BY 1) i ON i.rule_id = r.id
         WHERE r.team_id = $1 AND (o.id IS NULL OR o.deleted_at IS NULL) AND ($2::int IS NULL OR EXISTS (
           SELECT FROM monitors m WHERE m.compat_number = $2 AND ${isAbout}))
         ORDER BY r.created_at, r.id`,
        [teamId, monitorNo],
      );
      return rows.map(({ confirmed, sinceMs, broken, opened30d, covered, monitorName, id, createdAtMs, ...row }) => {
        const standing = { confirmed: confirmed ?? "unknown", sinceMs };
        return { ...ruleOf(row), id, createdAtMs, monitorName, standing, covered, broken, opened30d };
      });
    },

    /** The first monitors, by number, that a rule looks at or would, and how many they are in all. */
    async covered(
      teamId: string,
      { scope, kind }: Pick<RuleInput, "kind"> & { scope: RuleScope },
      limit: number,
    ): Promise<{ total: number; monitors: CoveredMonitor[] }> {
      const rows = await sql<CoveredMonitor & { total: number }>(
        `SELECT *, (count(*) OVER ())::int AS total FROM (${coveredBy(
          `m.id, m.compat_number AS "monitorNo", m.name, m.interval_ms AS "intervalMs"`,
          "(SELECT $1::uuid AS team_id, $2::text AS scope, $3::uuid AS monitor_id, $4::text AS tag, $5::text AS kind) r",
        )}) c ORDER BY "monitorNo" LIMIT $6`,
        [
          teamId,
          scope.type,
          scope.type === "monitor" ? scope.monitorId : null,
          scope.type === "tag" ? scope.tag : null,
          kind satisfies RuleKind,
          limit,
        ],
      );
      return {
        total: rows[0]?.total ?? 0,
        monitors: rows.map(({ id, monitorNo, name, intervalMs }) => ({ id, monitorNo, name, intervalMs })),
      };
    },

    /** What a rule opened since a moment and somebody acknowledged. */
    async acknowledged(
      { teamId, id }: { teamId: string; id: string },
      sinceMs: number,
    ): Promise<{ monitorId: string; startedAtMs: number; endedAtMs: number | null }[]> {
      return await sql(
        `SELECT monitor_id AS "monitorId", ${ms("started_at")} AS "startedAtMs", ${ms("ended_at")} AS "endedAtMs" FROM incidents
         WHERE team_id = $1 AND rule_id = $2 AND started_at > to_timestamp($3::bigint / 1000.0) AND acknowledged_at IS NOT NULL`,
        [teamId, id, sinceMs],
      );
    },

    /** The rules that opened most incidents since a moment, at most `limit`; `medianMs`: of how long they lasted. */
    async loudest(teamId: string, sinceMs: number, limit: number): Promise<Loudness[]> {
      return await sql<Loudness>(
        `SELECT i.rule_id AS "ruleId", count(*)::int AS opened, count(i.acknowledged_at)::int AS acknowledged,
                percentile_disc(0.5) WITHIN GROUP (ORDER BY ${ms("coalesce(i.ended_at, clock_timestamp()) - i.started_at")}) AS "medianMs"
         FROM incidents i JOIN rules r ON r.team_id = i.team_id AND r.id = i.rule_id
         WHERE i.team_id = $1 AND i.started_at > to_timestamp($2::bigint / 1000.0) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3`,
        [teamId, sinceMs, limit],
      );
    },
  };
}

type Loudness = { ruleId: string; opened: number; acknowledged: number; medianMs: number };

type ListRow = RuleContent &
  Pick<RuleRow, "id" | "createdAtMs" | "monitorName" | "covered" | "broken" | "opened30d"> & {
    confirmed: RuleStanding["confirmed"] | null;
    sinceMs: number | null;
  };
