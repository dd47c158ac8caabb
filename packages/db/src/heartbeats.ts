import type { BeatState, DeafSpan } from "@vedette/core/heartbeat";
import type { HeartbeatSpec } from "@vedette/core/kinds/heartbeat";
import { MonitorSpec } from "@vedette/core/monitor-spec";
import { type PingKind, pingKindOf } from "@vedette/core/ping";
import { arrayOf } from "./array-literal.ts";
import { markingSql } from "./rollup-marks.ts";
import type { Sql } from "./sql.ts";

/** `spec` null: paused, deleted, or one that this version cannot read (then it is still watched); its pings change nothing. */
export type TakenHeartbeat = { monitorNo: number; spec: HeartbeatSpec | null; isWatched: boolean; state: BeatState };
export type StoredPing = {
  id: number;
  monitorNo: number;
  atMs: number;
  kind: PingKind;
  exitCode: number | null;
  tookMs: number | null;
  rid: string | null;
  method: string;
  body: Uint8Array | null;
};

/** An edge that has not renewed for so long holds no ping any more: each is answered within five seconds. */
const edgeLostMs = 8_000;
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

/** Where heartbeats stand and what was heard of them. */
export function heartbeatsOn(sql: Sql) {
  return {
    /** The database's clock, and up to when everything that was sent is known; 0 while no edge says so. */
    async heard(): Promise<{ nowMs: number; untilMs: number }> {
      const [row] = await sql<{ now_ms: number; until_ms: number | null }>(
        `SELECT ${ms("clock_timestamp()")} AS now_ms,
                (SELECT ${ms("min(heard_until)")} FROM edges WHERE renewed_at > clock_timestamp() - $1 * interval '1 ms') AS until_ms`,
        [edgeLostMs],
      );
      return { nowMs: row?.now_ms ?? 0, untilMs: row?.until_ms ?? 0 };
    },

    /** Stretches since a moment in which pings may have been lost, oldest first. */
    async deafSince(sinceMs: number): Promise<DeafSpan[]> {
      return await sql<DeafSpan>(
        `SELECT ${ms("from_at")} AS "fromMs", ${ms("until_at")} AS "untilMs" FROM deaf_spans WHERE until_at > ${at("$1::bigint")} ORDER BY from_at`,
        [sinceMs],
      );
    },

    /** Writes stretches of deafness down as time without data of every heartbeat that was expected to ping; each stretch once. */
    async tellDeafness(): Promise<void> {
      await sql(
        `WITH told AS (
          UPDATE deaf_spans SET is_told = true WHERE from_at IN (SELECT from_at FROM deaf_spans WHERE NOT is_told FOR UPDATE SKIP LOCKED)
          RETURNING from_at, until_at
        ), stored AS (
          INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
          SELECT h.team_id, h.monitor_no, 1, t.from_at, t.until_at, 0, 'missed'
          FROM told t CROSS JOIN heartbeats h
          JOIN monitors m ON m.compat_number = h.monitor_no AND m.paused_at IS NULL AND m.deleted_at IS NULL AND m.created_at < t.from_at
          JOIN monitor_states s ON s.monitor_no = h.monitor_no AND s.waiting_since_at IS NULL
          ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at
        ) ${markingSql("SELECT monitor_no, from_at, until_at FROM stored")}`,
      );
    },

    /** Forgets edges and stretches that nothing is judged by any more. */
    async forgetOldDeafness(keepDays: number): Promise<void> {
      await sql("DELETE FROM deaf_spans WHERE is_told AND until_at < now() - $1 * interval '1 day'", [keepDays]);
      await sql("DELETE FROM edges WHERE renewed_at < (SELECT max(renewed_at) FROM edges) - interval '1 day'");
    },

    /** Locks heartbeats of which a ping waits, or whose deadline has passed before `heardUntilMs`. What another holds is skipped. */
    async take(heardUntilMs: number, limit: number): Promise<TakenHeartbeat[]> {
      const rows = await sql<{ monitor_no: number; spec: unknown; is_watched: boolean; state: BeatState }>(
        `SELECT h.monitor_no, h.state, m.spec, m.paused_at IS NULL AND m.deleted_at IS NULL AS is_watched
         FROM heartbeats h JOIN monitors m ON m.compat_number = h.monitor_no
         WHERE h.monitor_no IN (
           (SELECT monitor_no FROM heartbeats WHERE deadline_at < ${at("$1::bigint")} ORDER BY deadline_at LIMIT $2)
           UNION (SELECT DISTINCT monitor_no FROM (SELECT monitor_no FROM ping_inbox ORDER BY id LIMIT 10 * $2::int) p LIMIT $2))
         ORDER BY h.monitor_no FOR NO KEY UPDATE OF h SKIP LOCKED`,
        [heardUntilMs, limit],
        "take_heartbeats",
      );
      return rows.map((row) => {
        const spec = row.is_watched ? MonitorSpec.safeParse(row.spec).data : undefined;
        return { monitorNo: row.monitor_no, state: row.state, isWatched: row.is_watched, spec: spec?.kind === "heartbeat" ? spec : null };
      });
    },

    /** Pings of held heartbeats that nobody has judged, in order of time; of each at most as many as fit. */
    async waiting(monitorNos: readonly number[], limit: number): Promise<StoredPing[]> {
      const rows = await sql<Omit<StoredPing, "kind"> & { kind: number }>(
        `SELECT p.id, p.monitor_no AS "monitorNo", ${ms("p.at")} AS "atMs", p.kind, p.exit_code AS "exitCode", p.took_ms AS "tookMs", p.rid, p.method, p.body
         FROM ping_inbox q JOIN pings p ON p.monitor_no = q.monitor_no AND p.at = q.at AND p.id = q.id
         WHERE q.monitor_no = ANY($1::int[]) ORDER BY p.at, p.id LIMIT $2`,
        [arrayOf(monitorNos), limit],
        "waiting_pings",
      );
      return rows.map((row) => ({ ...row, kind: pingKindOf(row.kind) }));
    },

    /** Pings that need no further judgement. */
    async settle(pings: readonly Pick<StoredPing, "id">[]): Promise<void> {
      if (pings.length === 0) return;
      await sql("DELETE FROM ping_inbox WHERE id = ANY($1::bigint[])", [arrayOf(pings.map((ping) => ping.id))], "settle_pings");
    },

    /** Remembers of pings that ended a run how long it took. */
    async saveRuns(runs: readonly { ping: StoredPing; runMs: number }[]): Promise<void> {
      if (runs.length === 0) return;
      await sql(
        `UPDATE pings p SET run_ms = r.run_ms FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::int[]) AS r (monitor_no, at_ms, id, run_ms)
         WHERE p.monitor_no = r.monitor_no AND p.at = ${at("r.at_ms")} AND p.id = r.id`,
        [
          arrayOf(runs.map(({ ping }) => ping.monitorNo)),
          arrayOf(runs.map(({ ping }) => ping.atMs)),
          arrayOf(runs.map(({ ping }) => ping.id)),
          arrayOf(runs.map(({ runMs }) => runMs)),
        ],
      );
    },

    async save(heartbeats: readonly { monitorNo: number; state: BeatState; wakeMs: number | null }[]): Promise<void> {
      if (heartbeats.length === 0) return;
      await sql(
        `UPDATE heartbeats h SET state = n.state::jsonb, deadline_at = ${at("n.wake_ms")}
         FROM unnest($1::int[], $2::text[], $3::bigint[]) AS n (monitor_no, state, wake_ms) WHERE h.monitor_no = n.monitor_no`,
        [
          arrayOf(heartbeats.map((each) => each.monitorNo)),
          heartbeats.map((each) => JSON.stringify(each.state)),
          arrayOf(heartbeats.map((each) => each.wakeMs)),
        ],
        "save_heartbeats",
      );
    },
  };
}
