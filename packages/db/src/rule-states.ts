import { RuleSettings } from "@vedette/core/rule";
import { type RuleKind, ruleKinds } from "@vedette/core/rule-kinds";
import type { RuleState } from "@vedette/core/rule-step";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import { arrayOf } from "./array-literal.ts";
import { coveredBy, covers } from "./rule-coverage.ts";
import type { Sql } from "./sql.ts";
import { definitionOf } from "./uptime.ts";

/** One rule with one of the monitors that it looks at, as both stand. */
export type RulePair = {
  ruleId: string;
  teamId: string;
  monitorNo: number;
  kind: RuleKind;
  params: Record<string, unknown>;
  settings: RuleSettings;
  definition: UptimeDefinition;
  /** When the rule was last changed: what is concluded of it holds for this version alone. */
  versionMs: number;
  state: RuleState;
  /** It was evaluated before. */
  isKnown: boolean;
};
export type RuleTurn = { ruleId: string; teamId: string; monitorNo: number; state: RuleState };
/** A share of all rules, locked. `evaluatedMs` null: never. */
export type RuleShare = { no: number; evaluatedMs: number | null };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;
const everyMs = 10_000;
const inTrouble = "s.confirmed IN ('degraded', 'down')";

/** Where rules stand with their monitors. Their definitions are configuration. */
export function ruleStatesOn(sql: Sql) {
  return {
    /** Locks a share of the rules that nobody has evaluated for 10 s; one that another evaluation holds is skipped. Null: there is none. */
    async lockShare(nowMs: number): Promise<RuleShare | null> {
      const [share] = await sql<RuleShare>(
        `SELECT no, ${ms("evaluated_at")} AS "evaluatedMs" FROM rule_shares
         WHERE evaluated_at IS NULL OR evaluated_at <= ${at("$1::bigint")} - ${everyMs} * interval '1 ms'
         ORDER BY evaluated_at NULLS FIRST, no LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [nowMs],
      );
      return share ?? null;
    },

    async setEvaluated(shareNo: number, nowMs: number): Promise<void> {
      await sql(`UPDATE rule_shares SET evaluated_at = ${at("$2::bigint")} WHERE no = $1`, [shareNo, nowMs]);
    },

    /**
     * The rules of a share with each of their monitors whose turn it is: as often as the rule is worth it, but no more often than the
     * monitor is checked, and at least once a minute; spread by number. A breach whose incident was closed by other means counts as
     * unknown, so that it opens another when it lasts.
     */
    async due({ no, evaluatedMs }: RuleShare, nowMs: number): Promise<RulePair[]> {
      const rules = `(SELECT * FROM rules WHERE enabled AND (hashtext(id::text) & 7) = $1 AND team_id NOT IN (SELECT id FROM teams WHERE is_sample)) r`;
      const columns =
        "r.id AS rule_id, r.team_id, r.every_ms, r.kind, r.params, r.settings, r.updated_at, m.id AS monitor_id, m.compat_number AS monitor_no, m.interval_ms";
      const turnOf = (moment: string) => `div(${moment} + c.monitor_no * 7919, greatest(c.every_ms, least(c.interval_ms, 60000)))`;
      const rows = await sql<PairRow>(
        `SELECT c.rule_id, c.team_id, c.monitor_no, c.kind, c.params, c.settings, t.uptime, ${ms("c.updated_at")} AS version_ms,
                s.confirmed, ${ms("s.since_at")} AS since_ms, ${ms("s.broken_since_at")} AS broken_since_ms,
                CASE WHEN ${inTrouble} THEN EXISTS (SELECT FROM incidents i WHERE i.monitor_id = c.monitor_id AND i.rule_id = c.rule_id AND i.closed_at IS NULL) END AS is_open
         FROM (${coveredBy(columns, rules)}) c
         LEFT JOIN rule_states s ON s.rule_id = c.rule_id AND s.monitor_no = c.monitor_no JOIN teams t ON t.id = c.team_id
         WHERE s.rule_id IS NULL OR $2::bigint IS NULL OR ${turnOf("$3::bigint")} > ${turnOf("$2::bigint")}`,
        [no, evaluatedMs, nowMs],
        "due_rules",
      );
      return rows.flatMap((row) => pairOf(row) ?? []);
    },

    /**
     * Of these pairs those whose rule is still the one that was read, locked until the transaction ends, as are the states of the
     * monitors: whoever pauses one or deletes a rule waits, and then sees what was concluded.
     */
    async lockTurning(pairs: readonly RulePair[]): Promise<ReadonlySet<string>> {
      const held = await sql<{ id: string }>(
        `SELECT r.id FROM rules r JOIN (SELECT DISTINCT id, version_ms FROM unnest($1::uuid[], $2::bigint[]) AS p (id, version_ms)) p ON p.id = r.id
         WHERE r.enabled AND ${ms("r.updated_at")} = p.version_ms ORDER BY r.id FOR SHARE OF r`,
        [pairs.map((pair) => pair.ruleId), arrayOf(pairs.map((pair) => pair.versionMs))],
      );
      await sql("SELECT FROM monitor_states WHERE monitor_no = ANY($1::int[]) ORDER BY monitor_no FOR UPDATE", [
        arrayOf(pairs.map((pair) => pair.monitorNo)),
      ]);
      return new Set(held.map((rule) => rule.id));
    },

    async save(turns: readonly RuleTurn[]): Promise<void> {
      if (turns.length === 0) return;
      await sql(
        `INSERT INTO rule_states (rule_id, monitor_no, team_id, confirmed, since_at, broken_since_at)
         SELECT n.rule_id, n.monitor_no, n.team_id, n.confirmed, ${at("n.since_ms")}, ${at("n.broken_since_ms")}
         FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[]) AS n (rule_id, monitor_no, team_id, confirmed, since_ms, broken_since_ms)
         ORDER BY 1, 2
         ON CONFLICT (rule_id, monitor_no) DO UPDATE SET confirmed = excluded.confirmed, since_at = excluded.since_at, broken_since_at = excluded.broken_since_at`,
        [
          turns.map((turn) => turn.ruleId),
          arrayOf(turns.map((turn) => turn.monitorNo)),
          turns.map((turn) => turn.teamId),
          turns.map((turn) => turn.state.confirmed),
          arrayOf(turns.map((turn) => turn.state.sinceMs)),
          arrayOf(turns.map((turn) => turn.state.brokenSinceMs)),
        ],
      );
    },

    /**
     * Forgets where rules of a share stand with monitors that they do not look at any more, such as after a tag was taken away, where it
     * matters: they are broken or about to be. Returns them.
     */
    async forgetStrays(shareNo: number): Promise<{ ruleId: string; monitorNo: number }[]> {
      return await sql(
        `DELETE FROM rule_states s USING rules r, monitors m
         WHERE (${inTrouble} OR s.broken_since_at IS NOT NULL) AND r.id = s.rule_id AND (hashtext(r.id::text) & 7) = $1 AND m.compat_number = s.monitor_no AND NOT ${covers}
         RETURNING s.rule_id AS "ruleId", s.monitor_no AS "monitorNo"`,
        [shareNo],
        "stray_rules",
      );
    },
  };
}

type PairRow = {
  rule_id: string;
  team_id: string;
  monitor_no: number;
  /** Perhaps of another version. */
  kind: RuleKind;
  params: unknown;
  settings: unknown;
  uptime: unknown;
  version_ms: number;
  confirmed: RuleState["confirmed"] | null;
  since_ms: number | null;
  broken_since_ms: number | null;
  is_open: boolean | null;
};

/** Null: this version cannot read the rule, which stays as it stands. */
function pairOf(row: PairRow): RulePair | null {
  const params = ruleKinds[row.kind]?.schema.safeParse(row.params);
  const settings = RuleSettings.safeParse(row.settings);
  if (params?.success !== true || !settings.success) return null;
  const isForgotten = row.confirmed === null || row.is_open === false;
  return {
    ruleId: row.rule_id,
    teamId: row.team_id,
    monitorNo: row.monitor_no,
    kind: row.kind,
    params: params.data as Record<string, unknown>, // safe because every kind's schema is an object
    settings: settings.data,
    definition: definitionOf(row.uptime),
    versionMs: row.version_ms,
    isKnown: row.confirmed !== null,
    state: {
      confirmed: isForgotten ? "unknown" : (row.confirmed ?? "unknown"),
      sinceMs: isForgotten ? null : row.since_ms,
      brokenSinceMs: row.broken_since_ms,
    },
  };
}
