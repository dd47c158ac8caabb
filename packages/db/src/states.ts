import type { ConfirmedHealth, HealthState } from "@vedette/core/health";
import type { ConfirmationPolicy } from "@vedette/core/monitor";
import { arrayOf } from "./array-literal.ts";
import { endWaitingSql } from "./end-waiting.ts";
import type { Sql } from "./sql.ts";

export type LockedState = {
  monitorNo: number;
  monitorId: string;
  teamId: string;
  state: HealthState;
  policy: ConfirmationPolicy;
  /** When the next regular check is due; null where none is scheduled. `nowMs`: the database's clock. */
  nextDueMs: number | null;
  nowMs: number;
  /** Null where nothing is probed. */
  timeoutMs: number | null;
  /** Due time of the oldest result that waits for an earlier check; null: none waits. */
  unplayedFromMs: number | null;
  /** Due time of the oldest check that was claimed and is not accounted for; null: there is none. */
  pendingMs: number | null;
  /** Whether results are stored that were due after the oldest of the given ones and are not among them. */
  hasNewer: boolean;
};

type Row = {
  monitor_no: number;
  monitor_id: string;
  team_id: string;
  confirmed: ConfirmedHealth;
  since_ms: number | null;
  run_healthy: boolean | null;
  run_length: number;
  run_started_ms: number | null;
  seen_ms: number | null;
  failures_to_open: number;
  successes_to_close: number;
  next_due_ms: number | null;
  now_ms: number;
  timeout_ms: number | null;
  unplayed_from_ms: number | null;
  pending_ms: number | null;
  has_newer: boolean;
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

export function statesOn(sql: Sql) {
  return {
    /**
     * Locks, in monitor order so that two batches cannot deadlock, the states that the given checks could change. A healthy check
     * of a monitor that is confirmed up changes nothing and is not even locked: the steady state costs one index look-up. Monitors
     * that are paused or deleted are left out: what is seen of them changes nothing any more.
     */
    async lockUnsteady(
      checks: readonly { monitorNo: number; locationNo: number; dueMs: number; isHealthy: boolean }[],
    ): Promise<LockedState[]> {
      const locked = await sql<{ monitor_no: number }>(
        `SELECT s.monitor_no
         FROM (SELECT monitor_no, bool_and(healthy) AS healthy FROM unnest($1::int[], $2::bool[]) AS c (monitor_no, healthy) GROUP BY 1) c
         JOIN monitor_states s ON s.monitor_no = c.monitor_no
         WHERE NOT (c.healthy AND s.confirmed = 'up' AND s.run_healthy IS TRUE AND s.unplayed_from IS NULL)
         ORDER BY s.monitor_no
         FOR UPDATE OF s`,
        [arrayOf(checks.map((check) => check.monitorNo)), arrayOf(checks.map((check) => check.isHealthy))],
        "lock_unsteady",
      );
      if (locked.length === 0) return [];
      // Read only now: whoever pauses or deletes a monitor holds its state until that is visible.
      const rows = await sql<Row>(
        `WITH checks AS (
          SELECT monitor_no, location_no, min(due_ms) AS first_ms, array_agg(due_ms) AS due
          FROM unnest($1::int[], $2::int[], $3::bigint[]) AS c (monitor_no, location_no, due_ms)
          WHERE monitor_no = ANY($4::int[])
          GROUP BY 1, 2
        ),
        pending AS (
          SELECT b.location_no, p.monitor_no, min(p.due_ms) AS due_ms
          FROM batches b CROSS JOIN LATERAL unnest(b.monitor_nos, b.due_ms) AS p (monitor_no, due_ms)
          WHERE p.monitor_no = ANY($4::int[]) AND NOT EXISTS (
            SELECT FROM results r
            WHERE r.monitor_no = p.monitor_no AND r.location_no = b.location_no AND r.due_at = to_timestamp(p.due_ms / 1000.0))
          GROUP BY 1, 2
        )
        SELECT s.monitor_no, m.id AS monitor_id, s.team_id, s.confirmed, ${ms("s.since_at")} AS since_ms, s.run_healthy, s.run_length,
               ${ms("s.run_started_at")} AS run_started_ms, ${ms("s.seen_at")} AS seen_ms, m.failures_to_open, m.successes_to_close,
               (m.spec ->> 'timeoutMs')::int AS timeout_ms, ${ms("clock_timestamp()")} AS now_ms,
               (SELECT d.next_due_ms FROM schedules d WHERE d.monitor_no = c.monitor_no AND d.location_no = c.location_no) AS next_due_ms,
               ${ms("s.unplayed_from")} AS unplayed_from_ms, p.due_ms AS pending_ms,
               EXISTS (SELECT FROM results r
                       WHERE r.monitor_no = c.monitor_no AND r.location_no = c.location_no AND r.due_at > to_timestamp(c.first_ms / 1000.0)
                         AND r.verdict < 3 AND ${ms("r.due_at")} <> ALL (c.due)) AS has_newer
        FROM checks c
        JOIN monitor_states s ON s.monitor_no = c.monitor_no
        JOIN monitors m ON m.compat_number = c.monitor_no AND m.deleted_at IS NULL AND m.paused_at IS NULL
        LEFT JOIN pending p ON p.monitor_no = c.monitor_no AND p.location_no = c.location_no
        ORDER BY s.monitor_no`,
        [
          checks.map((check) => check.monitorNo),
          checks.map((check) => check.locationNo),
          checks.map((check) => check.dueMs),
          locked.map((row) => row.monitor_no),
        ],
        "unsteady_states",
      );
      return rows.map(lockedStateOf);
    },

    /** Ends the time without data of monitors of which something was said; the earliest counts. */
    async endWaiting(said: readonly { monitorNo: number; dueMs: number }[]): Promise<void> {
      if (said.length === 0) return;
      await sql(endWaitingSql("SELECT * FROM unnest($1::int[], $2::bigint[])"), [
        said.map((each) => each.monitorNo),
        said.map((each) => each.dueMs),
      ]);
    },

    /** Locks the state of one monitor. `lastDueMs`: of its newest result, 0 without any; `nowMs`: the database's clock. */
    async hold(monitorNo: number): Promise<{ confirmed: ConfirmedHealth; lastDueMs: number; nowMs: number }> {
      const [row] = await sql<{ confirmed: ConfirmedHealth }>("SELECT confirmed FROM monitor_states WHERE monitor_no = $1 FOR UPDATE", [
        monitorNo,
      ]);
      const [times] = await sql<{ last_ms: number | null; now_ms: number }>(
        `SELECT (SELECT ${ms("max(due_at)")} FROM results WHERE monitor_no = $1 AND location_no = 1) AS last_ms, ${ms("clock_timestamp()")} AS now_ms`,
        [monitorNo],
      );
      return { confirmed: row?.confirmed ?? "unknown", lastDueMs: times?.last_ms ?? 0, nowMs: times?.now_ms ?? 0 };
    },

    async save(states: readonly { monitorNo: number; state: HealthState; unplayedFromMs: number | null }[]): Promise<void> {
      if (states.length === 0) return;
      await sql(
        `UPDATE monitor_states s SET confirmed = n.confirmed, since_at = to_timestamp(n.since_ms / 1000.0), run_healthy = n.run_healthy,
           run_length = n.run_length, run_started_at = to_timestamp(n.run_started_ms / 1000.0), seen_at = to_timestamp(n.seen_ms / 1000.0),
           unplayed_from = to_timestamp(n.unplayed_from_ms / 1000.0)
         FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bool[], $5::int[], $6::bigint[], $7::bigint[],
                     $8::bigint[])
              AS n (monitor_no, confirmed, since_ms, run_healthy, run_length, run_started_ms, seen_ms, unplayed_from_ms)
         WHERE s.monitor_no = n.monitor_no`,
        [
          states.map(({ monitorNo }) => monitorNo),
          states.map(({ state }) => state.confirmed),
          states.map(({ state }) => state.sinceMs),
          states.map(({ state }) => state.run?.healthy ?? null),
          states.map(({ state }) => state.run?.length ?? 0),
          states.map(({ state }) => state.run?.startedAtMs ?? null),
          states.map(({ state }) => state.seenAtMs),
          states.map(({ unplayedFromMs }) => unplayedFromMs),
        ],
        "save_states",
      );
    },

    /** Remembers when certificates expire; rows that already say so are not written. */
    async saveCertificates(seen: readonly { monitorNo: number; expiresAtMs: number }[]): Promise<void> {
      if (seen.length === 0) return;
      await sql(
        `UPDATE monitor_states s SET certificate_expires_at = to_timestamp(n.expires_ms / 1000.0)
         FROM unnest($1::int[], $2::bigint[]) AS n (monitor_no, expires_ms)
         WHERE s.monitor_no = n.monitor_no AND s.certificate_expires_at IS DISTINCT FROM to_timestamp(n.expires_ms / 1000.0)`,
        [seen.map((item) => item.monitorNo), seen.map((item) => item.expiresAtMs)],
      );
    },
  };
}

function lockedStateOf(row: Row): LockedState {
  const run =
    row.run_healthy === null || row.run_started_ms === null
      ? null
      : { healthy: row.run_healthy, length: row.run_length, startedAtMs: row.run_started_ms };
  return {
    monitorNo: row.monitor_no,
    monitorId: row.monitor_id,
    teamId: row.team_id,
    state: { confirmed: row.confirmed, sinceMs: row.since_ms, run, seenAtMs: row.seen_ms ?? 0 },
    policy: { failuresToOpen: row.failures_to_open, successesToClose: row.successes_to_close },
    nextDueMs: row.next_due_ms,
    nowMs: row.now_ms,
    timeoutMs: row.timeout_ms,
    unplayedFromMs: row.unplayed_from_ms,
    pendingMs: row.pending_ms,
    hasNewer: row.has_newer,
  };
}
