import { add, decode, emptySketch, merge } from "@vedette/core/quantile-sketch";
import type { ResolutionS } from "@vedette/core/rollup";
import { type Segment, joinWindows, segmentsOf } from "@vedette/core/rule-windows";
import type { CheckWindow } from "@vedette/core/rules/rule-kind";
import { arrayOf } from "./array-literal.ts";
import { answered } from "./rollup-sources.ts";
import type { Sql } from "./sql.ts";

/** A span of checks of a monitor, up to now. `wantsLatency`: how long answers took is read as well. */
export type AskedWindow = { monitorNo: number; windowMs: number; wantsLatency: boolean };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;
const noTime = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };

type Counts = { up_n: number; degraded_n: number; down_n: number; inconclusive_n: number };

/** What rules look at: rollups where there are any, and the newest checks. */
export function ruleWindowsOn(sql: Sql) {
  const doneUntil = async (): Promise<Record<ResolutionS, number>> => {
    const rows = await sql<{ resolution_s: ResolutionS; done_ms: number }>(
      `SELECT resolution_s, ${ms("done_until")} AS done_ms FROM rollup_progress`,
    );
    return { 300: 0, 3_600: 0, 86_400: 0, ...Object.fromEntries(rows.map((row) => [row.resolution_s, row.done_ms])) };
  };

  const rolledUp = async (asked: readonly (Segment & { monitorNo: number; wantsLatency: boolean })[]): Promise<CheckWindow[]> => {
    if (asked.length === 0) return [];
    const rows = await sql<
      Counts & {
        i: number;
        up_ms: number;
        degraded_ms: number;
        down_ms: number;
        maintenance_ms: number;
        no_data_ms: number;
        sketches: Uint8Array[] | null;
      }
    >(
      `SELECT k.i::int, c.* FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::bool[]) WITH ORDINALITY AS k (monitor_no, resolution_s, from_ms, until_ms, latency, i), LATERAL (
         SELECT count(*) AS n, sum(r.up_n)::int AS up_n, sum(r.degraded_n)::int AS degraded_n, sum(r.down_n)::int AS down_n, sum(r.inconclusive_n)::int AS inconclusive_n,
                sum(r.up_ms)::bigint AS up_ms, sum(r.degraded_ms)::bigint AS degraded_ms, sum(r.down_ms)::bigint AS down_ms, sum(r.maintenance_ms)::bigint AS maintenance_ms,
                sum(r.no_data_ms)::bigint AS no_data_ms, array_agg(r.sketch) FILTER (WHERE k.latency AND r.sketch IS NOT NULL) AS sketches
         FROM rollups r WHERE r.monitor_no = k.monitor_no AND r.resolution_s = k.resolution_s
           AND r.bucket_at >= ${at("k.from_ms")} AND r.bucket_at < ${at("k.until_ms")}) c WHERE c.n > 0`,
      [
        arrayOf(asked.map((each) => each.monitorNo)),
        arrayOf(asked.map((each) => each.resolutionS)),
        arrayOf(asked.map((each) => each.fromMs)),
        arrayOf(asked.map((each) => each.untilMs)),
        arrayOf(asked.map((each) => each.wantsLatency)),
      ],
      "rule_rollups",
    );
    const found = new Map(rows.map((row) => [row.i - 1, row]));
    return asked.map((_, i) => {
      const row = found.get(i);
      if (row === undefined) return none;
      const { up_ms: upMs, degraded_ms: degradedMs, down_ms: downMs, maintenance_ms: maintenanceMs, no_data_ms: noDataMs } = row;
      return {
        counts: countsOf(row),
        states: { ...noTime, upMs, degradedMs, downMs, maintenanceMs, noDataMs },
        sketch: merge((row.sketches ?? []).map(decode)),
      };
    });
  };

  const newest = async (asked: readonly { monitorNo: number; fromMs: number }[], nowMs: number): Promise<CheckWindow[]> => {
    if (asked.length === 0) return [];
    // The outer bound lets the planner leave days out; the inner ones make each look-up one short range of the primary key.
    const rows = await sql<Counts & { i: number; totals: number[] }>(
      `SELECT k.i::int, c.* FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS k (monitor_no, from_ms, i) JOIN monitors m ON m.compat_number = k.monitor_no, LATERAL (
         SELECT count(*) AS n, (count(*) FILTER (WHERE r.verdict = 0))::int AS up_n, (count(*) FILTER (WHERE r.verdict = 1))::int AS degraded_n,
                (count(*) FILTER (WHERE r.verdict = 2))::int AS down_n, (count(*) FILTER (WHERE r.verdict = 3))::int AS inconclusive_n,
                coalesce(array_agg(r.total_us) FILTER (WHERE ${answered}), '{}') AS totals
         FROM unnest(m.location_nos || m.former_location_nos) l JOIN results r ON r.monitor_no = k.monitor_no AND r.location_no = l
           AND r.due_at >= ${at("k.from_ms")} AND r.due_at >= ${at("$3::bigint")} AND r.due_at < ${at("$4::bigint")}) c WHERE c.n > 0`,
      [
        arrayOf(asked.map((each) => each.monitorNo)),
        arrayOf(asked.map((each) => each.fromMs)),
        Math.min(...asked.map((each) => each.fromMs)),
        nowMs,
      ],
      "rule_checks",
    );
    const found = new Map(rows.map((row) => [row.i - 1, row]));
    return asked.map((_, i) => {
      const row = found.get(i);
      return row === undefined ? none : { counts: countsOf(row), states: noTime, sketch: add(emptySketch, row.totals) };
    });
  };

  return {
    /** What was checked in each of these windows up to `nowMs`, in the order given; three statements, however many. */
    async upTo(asked: readonly AskedWindow[], nowMs: number): Promise<CheckWindow[]> {
      if (asked.length === 0) return [];
      const done = await doneUntil();
      const parts = asked.map(({ windowMs }) => segmentsOf(windowMs, nowMs, done));
      const segments = parts.flatMap((part, i) => part.rolledUp.map((segment) => ({ ...segment, i })));
      const rows = await rolledUp(
        segments.map(({ i, ...segment }) => ({
          ...segment,
          monitorNo: asked[i]?.monitorNo ?? 0,
          wantsLatency: asked[i]?.wantsLatency === true,
        })),
      );
      const checks = await newest(
        asked.map(({ monitorNo }, i) => ({ monitorNo, fromMs: parts[i]?.rawFromMs ?? nowMs })),
        nowMs,
      );
      const byWindow: CheckWindow[][] = asked.map((_, i) => [checks[i] ?? none]);
      for (const [nth, { i }] of segments.entries()) byWindow[i]?.push(rows[nth] ?? none);
      return byWindow.map(joinWindows);
    },
  };
}

const none: CheckWindow = {
  counts: { upN: 0, degradedN: 0, downN: 0, inconclusiveN: 0, noDataN: 0 },
  states: noTime,
  sketch: emptySketch,
};

const countsOf = (row: Counts) => ({
  upN: row.up_n,
  degradedN: row.degraded_n,
  downN: row.down_n,
  inconclusiveN: row.inconclusive_n,
  noDataN: 0,
});
