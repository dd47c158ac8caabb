import type { Measured, RuleState } from "@vedette/core/latency-rule";
import { decode, merge, quantile } from "@vedette/core/quantile-sketch";
import { LatencyRuleParams } from "@vedette/core/rule";
import { arrayOf } from "./array-literal.ts";
import { answered } from "./rollup-sources.ts";
import type { Sql } from "./sql.ts";
import { storedInt } from "./stored-int.ts";

/** `params` null: this version cannot read them. */
export type LockedRule = { id: string; monitorNo: number; params: LatencyRuleParams | null; state: RuleState };
export type ReadableRule = LockedRule & { params: LatencyRuleParams };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;
/** Up to here a window is read check by check; a longer one from 5-minute rows, within 1 % and up to the newest of them. */
const longestRawMs = 3_600_000;
const percentiles = [50, 95, 99] as const;

/** Where the rules of latency stand. Their definitions are configuration. */
export function ruleStatesOn(sql: Sql) {
  return {
    /**
     * Locks rules whose turn it is: not evaluated for 10 s, those of long windows for 60 s. Rules that another evaluation holds are
     * skipped. A breach whose incident was closed by other means counts as unknown, so that it opens another when it lasts.
     */
    async lockDue(nowMs: number, limit: number): Promise<LockedRule[]> {
      const rows = await sql<{
        id: string;
        monitor_no: number;
        params: unknown;
        confirmed: RuleState["confirmed"];
        since_ms: number | null;
        is_open: boolean;
      }>(
        `SELECT r.id, m.compat_number AS monitor_no, r.params, r.confirmed, ${ms("r.since_at")} AS since_ms,
                EXISTS (SELECT FROM incidents i WHERE i.monitor_id = m.id AND i.rule_id = r.id AND i.closed_at IS NULL) AS is_open
         FROM rules r JOIN monitors m ON m.team_id = r.team_id AND m.id = r.monitor_id JOIN teams t ON t.id = r.team_id
         WHERE r.enabled AND r.kind = 'latency' AND m.deleted_at IS NULL AND m.paused_at IS NULL AND NOT t.is_sample
           AND (r.evaluated_at IS NULL OR r.evaluated_at <= ${at("$1::bigint")} - CASE WHEN ${storedInt("r.params", "windowMs")} > $2 THEN 60 ELSE 10 END * interval '1 second')
         ORDER BY r.evaluated_at NULLS FIRST, r.id LIMIT $3 FOR UPDATE OF r SKIP LOCKED`,
        [nowMs, longestRawMs, limit],
      );
      return rows.map((row) => ({
        id: row.id,
        monitorNo: row.monitor_no,
        params: LatencyRuleParams.safeParse(row.params).data ?? null,
        state:
          row.confirmed === "degraded" && !row.is_open
            ? { confirmed: "unknown", sinceMs: null }
            : { confirmed: row.confirmed, sinceMs: row.since_ms },
      }));
    },

    /** What each rule's window shows now, in the order given; two statements, however many rules. */
    async measure(rules: readonly ReadableRule[], nowMs: number): Promise<Measured[]> {
      const isLong = (rule: ReadableRule) => rule.params.windowMs > longestRawMs;
      const exact = await exactOf(
        sql,
        rules.filter((rule) => !isLong(rule)),
        nowMs,
      );
      const sketched = await sketchedOf(sql, rules.filter(isLong), nowMs);
      return rules.map((rule) => exact.get(rule.id) ?? sketched.get(rule.id) ?? { valueUs: null, n: 0 });
    },

    async save(rules: readonly { id: string; state: RuleState }[], evaluatedAtMs: number): Promise<void> {
      await sql(
        `UPDATE rules r SET confirmed = n.confirmed, since_at = ${at("n.since_ms")}, evaluated_at = ${at("$4::bigint")}
         FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS n (id, confirmed, since_ms) WHERE r.id = n.id`,
        [
          rules.map((rule) => rule.id),
          rules.map((rule) => rule.state.confirmed),
          arrayOf(rules.map((rule) => rule.state.sinceMs)),
          evaluatedAtMs,
        ],
      );
    },
  };
}

const windowsOf = (rules: readonly ReadableRule[], nowMs: number) => [
  rules.map((rule) => rule.id),
  arrayOf(rules.map((rule) => rule.monitorNo)),
  arrayOf(rules.map((rule) => nowMs - rule.params.windowMs)),
];

async function exactOf(sql: Sql, rules: readonly ReadableRule[], nowMs: number): Promise<Map<string, Measured>> {
  if (rules.length === 0) return new Map();
  const rows = await sql<{ id: string; n: number; values: number[] | null }>(
    `SELECT k.id, c.* FROM unnest($1::uuid[], $2::int[], $3::bigint[]) AS k (id, monitor_no, from_ms), LATERAL (
       SELECT count(*)::int AS n, percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY r.total_us) AS values
       FROM results r WHERE r.monitor_no = k.monitor_no AND r.due_at > ${at("$4::bigint")} AND r.due_at > ${at("k.from_ms")} AND r.due_at <= ${at("$5::bigint")}
         AND ${answered}) c`,
    [...windowsOf(rules, nowMs), nowMs - longestRawMs, nowMs],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    rules.map((rule) => {
      const row = byId.get(rule.id);
      return [rule.id, { n: row?.n ?? 0, valueUs: row?.values?.[percentiles.indexOf(rule.params.percentile)] ?? null }];
    }),
  );
}

async function sketchedOf(sql: Sql, rules: readonly ReadableRule[], nowMs: number): Promise<Map<string, Measured>> {
  if (rules.length === 0) return new Map();
  const rows = await sql<{ id: string; sketches: Uint8Array[] | null }>(
    `SELECT k.id, (SELECT array_agg(r.sketch) FROM rollups r WHERE r.monitor_no = k.monitor_no AND r.resolution_s = 300
                   AND r.bucket_at >= ${at("k.from_ms")} AND r.sketch IS NOT NULL) AS sketches
     FROM unnest($1::uuid[], $2::int[], $3::bigint[]) AS k (id, monitor_no, from_ms)`,
    windowsOf(rules, nowMs),
  );
  const byId = new Map(rows.map((row) => [row.id, merge((row.sketches ?? []).map(decode))]));
  return new Map(
    rules.map((rule) => {
      const sketch = byId.get(rule.id);
      return [
        rule.id,
        sketch === undefined ? { n: 0, valueUs: null } : { n: sketch.count, valueUs: quantile(sketch, rule.params.percentile / 100) },
      ];
    }),
  );
}
