import type { ConfirmedHealth, HealthState } from "@vedette/core/health";
import type { ConfirmationPolicy } from "@vedette/core/monitor";
import type { Quorum } from "@vedette/core/quorum-rule";
import { arrayOf } from "./array-literal.ts";
import { endWaitingSql } from "./end-waiting.ts";
import type { Sql } from "./sql.ts";
import { storedInt } from "./stored-int.ts";

export type LockedState = {
  monitorNo: number;
  monitorId: string;
  teamId: string;
  state: HealthState;
  policy: ConfirmationPolicy;
  locationNos: readonly number[];
  quorum: Quorum;
  intervalMs: number;
  /** Null where nothing is probed. */
  timeoutMs: number | null;
  /** The database's clock. */
  nowMs: number;
  /** Due time of the oldest result that waits for an earlier check; null: none waits. */
  unplayedFromMs: number | null;
  /** Whether nothing was said of it since it is watched. */
  isWaiting: boolean;
  /** The locations at which the given checks were made, as far as the monitor is looked at from there. */
  looked: Looked[];
};

type Looked = {
  locationNo: number;
  /** When the next regular check is due; null where none is scheduled. */
  nextDueMs: number | null;
  /** Due time of the oldest check that was claimed and is not accounted for; null: there is none. */
  pendingMs: number | null;
  /**
   * Due time of the oldest stored result of this location that is not among the given ones and may not have been played: it waits for an
   * earlier check, or was due after the oldest of these or after whatever the state has seen; null: there is none. A good check that was stored
   * beside a bad one may have found nothing to change.
   */
  playFromMs: number | null;
};

/** One of several locations. `state` null: it has nothing but good to say, or nothing at all. */
export type LocationState = {
  monitorNo: number;
  locationNo: number;
  name: string;
  state: HealthState | null;
  /** When its conclusive checks were due, ascending, as far back as was asked for. */
  lookedMs: number[];
  nextDueMs: number | null;
  unplayedFromMs: number | null;
  /** It has said within the last minute that it does not trust what it sees. */
  isUnwell: boolean;
};

type Stored = { state: HealthState; unplayedFromMs: number | null };
type Run = {
  run_healthy: boolean | null;
  run_length: number;
  run_started_ms: number | null;
  since_ms: number | null;
  seen_ms: number | null;
};
type Row = Run & {
  monitor_no: number;
  monitor_id: string;
  team_id: string;
  confirmed: ConfirmedHealth;
  failures_to_open: number;
  successes_to_close: number;
  location_nos: number[];
  quorum: Quorum["rule"];
  quorum_at_least: number;
  interval_ms: number;
  timeout_ms: number | null;
  now_ms: number;
  unplayed_from_ms: number | null;
  is_waiting: boolean;
  looked: Looked[];
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

const runColumns = (table: string) =>
  `${ms(`${table}.since_at`)} AS since_ms, ${table}.run_healthy, ${table}.run_length, ${ms(`${table}.run_started_at`)} AS run_started_ms, ${ms(`${table}.seen_at`)} AS seen_ms`;

export function statesOn(sql: Sql) {
  return {
    /**
     * Locks, in monitor order so that two batches cannot deadlock, the states that the given checks could change. A healthy check
     * of a monitor that is confirmed up changes nothing and is not even locked: the steady state costs one index look-up. Monitors
     * that are paused or deleted are left out: what is seen of them changes nothing any more; nor does what is seen from a location
     * from which they are not looked at.
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
        // Made once each: left to the planner, the claimed batches would be looked through once per monitor.
        `WITH checks AS MATERIALIZED (
          SELECT monitor_no, location_no, min(due_ms) AS first_ms, array_agg(due_ms) AS due
          FROM unnest($1::int[], $2::int[], $3::bigint[]) AS c (monitor_no, location_no, due_ms)
          WHERE monitor_no = ANY($4::int[])
          GROUP BY 1, 2
        ),
        pending AS MATERIALIZED (
          SELECT b.location_no, p.monitor_no, min(p.due_ms) AS due_ms
          FROM batches b CROSS JOIN LATERAL unnest(b.monitor_nos, b.due_ms) AS p (monitor_no, due_ms)
          WHERE p.monitor_no = ANY($4::int[]) AND NOT EXISTS (
            SELECT FROM results r
            WHERE r.monitor_no = p.monitor_no AND r.location_no = b.location_no AND r.due_at = to_timestamp(p.due_ms / 1000.0))
            -- What whoever took the batch found too late is in it until the rest is done, and never comes.
            AND NOT EXISTS (
            SELECT FROM gaps g
            WHERE g.monitor_no = p.monitor_no AND g.location_no = b.location_no AND g.from_at = to_timestamp(p.due_ms / 1000.0) AND g.kind = 'lost')
          GROUP BY 1, 2
        )
        SELECT s.monitor_no, m.id AS monitor_id, s.team_id, s.confirmed, ${runColumns("s")}, m.failures_to_open, m.successes_to_close,
               m.location_nos, m.quorum, m.quorum_at_least, m.interval_ms, ${storedInt("m.spec", "timeoutMs")} AS timeout_ms,
               ${ms("clock_timestamp()")} AS now_ms, ${ms("s.unplayed_from")} AS unplayed_from_ms, s.waiting_since_at IS NOT NULL AS is_waiting, l.looked
        FROM monitor_states s
        JOIN monitors m ON m.compat_number = s.monitor_no AND m.deleted_at IS NULL AND m.paused_at IS NULL
        JOIN LATERAL (
          SELECT json_agg(json_build_object('locationNo', c.location_no,
            'nextDueMs', (SELECT d.next_due_ms FROM schedules d WHERE d.monitor_no = c.monitor_no AND d.location_no = c.location_no),
            'pendingMs', p.due_ms,
            'playFromMs', least(${ms("CASE WHEN cardinality(m.location_nos) = 1 OR NOT EXISTS (SELECT FROM location_states a WHERE a.monitor_no = s.monitor_no) THEN s.unplayed_from ELSE o.unplayed_from END")},
              (SELECT ${ms("min(r.due_at)")} FROM results r
                WHERE r.monitor_no = c.monitor_no AND r.location_no = c.location_no AND r.due_at > least(to_timestamp(c.first_ms / 1000.0), h.seen_at)
                  AND r.verdict < 3 AND ${ms("r.due_at")} <> ALL (c.due))))) AS looked
          FROM checks c LEFT JOIN pending p ON p.monitor_no = c.monitor_no AND p.location_no = c.location_no
          LEFT JOIN location_states o ON o.monitor_no = c.monitor_no AND o.location_no = c.location_no
          LEFT JOIN (
            SELECT s.monitor_no, m.location_nos[1] AS location_no, s.confirmed, s.run_healthy, s.seen_at WHERE cardinality(m.location_nos) = 1
            UNION ALL SELECT monitor_no, location_no, confirmed, run_healthy, seen_at FROM location_states WHERE cardinality(m.location_nos) > 1
          ) h ON h.monitor_no = c.monitor_no AND h.location_no = c.location_no AND h.run_healthy IS NOT NULL AND NOT (h.confirmed = 'up' AND h.run_healthy)
          WHERE c.monitor_no = s.monitor_no AND c.location_no = ANY(m.location_nos)
          OFFSET 0
        ) l ON l.looked IS NOT NULL
        WHERE s.monitor_no = ANY($4::int[])
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

    /** How each of the locations of monitors that several look at stands; their states must be locked. `sinceMs`: from when on its checks are looked for. */
    async ofLocations(monitors: readonly { monitorNo: number; sinceMs: number }[]): Promise<LocationState[]> {
      if (monitors.length === 0) return [];
      const rows = await sql<LocationRow>(
        `SELECT w.no AS monitor_no, l.no AS location_no, l.name, s.confirmed, ${runColumns("s")}, ${ms("s.unplayed_from")} AS unplayed_from_ms, d.next_due_ms,
                coalesce(l.unwell_at > clock_timestamp() - interval '1 minute', false) AS is_unwell,
                ARRAY(SELECT ${ms("r.due_at")}::float8 FROM results r WHERE r.monitor_no = w.no AND r.location_no = l.no AND r.verdict < 3
                   AND r.due_at > to_timestamp(w.since_ms / 1000.0) ORDER BY r.due_at) AS looked_ms
         FROM unnest($1::int[], $2::bigint[]) AS w (no, since_ms) JOIN monitors m ON m.compat_number = w.no
         JOIN locations l ON l.no = ANY(m.location_nos)
         LEFT JOIN location_states s ON s.monitor_no = w.no AND s.location_no = l.no
         LEFT JOIN schedules d ON d.monitor_no = w.no AND d.location_no = l.no
         ORDER BY w.no, l.no`,
        [arrayOf(monitors.map((each) => each.monitorNo)), arrayOf(monitors.map((each) => each.sinceMs))],
      );
      return rows.map((row) => ({
        monitorNo: row.monitor_no,
        locationNo: row.location_no,
        name: row.name,
        state: row.confirmed === null ? null : stateOf({ ...row, confirmed: row.confirmed }),
        lookedMs: row.looked_ms,
        nextDueMs: row.next_due_ms,
        unplayedFromMs: row.unplayed_from_ms,
        isUnwell: row.is_unwell,
      }));
    },

    /** Writes how locations stand; of monitors of which none of them has anything but good to say, nothing is kept. */
    async saveLocations(
      monitors: readonly { monitorNo: number; teamId: string; isSteady: boolean; states: readonly (Stored & { locationNo: number })[] }[],
    ): Promise<void> {
      const steady = monitors.filter((monitor) => monitor.isSteady).map((monitor) => monitor.monitorNo);
      if (steady.length > 0) await sql("DELETE FROM location_states WHERE monitor_no = ANY($1::int[])", [arrayOf(steady)]);
      const rows = monitors
        .filter((monitor) => !monitor.isSteady)
        .flatMap(({ monitorNo, teamId, states }) => states.map((state) => ({ ...state, monitorNo, teamId })));
      if (rows.length === 0) return;
      await sql(
        `INSERT INTO location_states (monitor_no, team_id, location_no, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at, unplayed_from)
         SELECT no, team_id, location_no, confirmed, to_timestamp(since_ms / 1000.0), run_healthy, run_length, to_timestamp(run_started_ms / 1000.0),
                to_timestamp(seen_ms / 1000.0), to_timestamp(unplayed_from_ms / 1000.0)
         FROM unnest($1::int[], $2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::bool[], $7::int[], $8::bigint[], $9::bigint[], $10::bigint[])
              AS n (no, team_id, location_no, confirmed, since_ms, run_healthy, run_length, run_started_ms, seen_ms, unplayed_from_ms)
         ON CONFLICT (monitor_no, location_no) DO UPDATE SET confirmed = excluded.confirmed, since_at = excluded.since_at, run_healthy = excluded.run_healthy,
           run_length = excluded.run_length, run_started_at = excluded.run_started_at, seen_at = excluded.seen_at, unplayed_from = excluded.unplayed_from`,
        [rows.map((row) => row.monitorNo), rows.map((row) => row.teamId), rows.map((row) => row.locationNo), ...stateValues(rows)],
      );
    },

    /** Has the time from `atMs` on count as without data until something is said of these monitors; of one that waits already, from when it does. */
    async startWaiting(monitorNos: readonly number[], atMs: number): Promise<void> {
      if (monitorNos.length === 0) return;
      await sql(
        "UPDATE monitor_states SET waiting_since_at = to_timestamp($2 / 1000.0) WHERE monitor_no = ANY($1::int[]) AND waiting_since_at IS NULL",
        [arrayOf(monitorNos), atMs],
      );
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

    async save(states: readonly (Stored & { monitorNo: number })[]): Promise<void> {
      if (states.length === 0) return;
      await sql(
        `UPDATE monitor_states s SET confirmed = n.confirmed, since_at = to_timestamp(n.since_ms / 1000.0), run_healthy = n.run_healthy,
           run_length = n.run_length, run_started_at = to_timestamp(n.run_started_ms / 1000.0), seen_at = to_timestamp(n.seen_ms / 1000.0),
           unplayed_from = to_timestamp(n.unplayed_from_ms / 1000.0)
         FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bool[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[])
              AS n (monitor_no, confirmed, since_ms, run_healthy, run_length, run_started_ms, seen_ms, unplayed_from_ms)
         WHERE s.monitor_no = n.monitor_no`,
        [states.map(({ monitorNo }) => monitorNo), ...stateValues(states)],
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
  return {
    monitorNo: row.monitor_no,
    monitorId: row.monitor_id,
    teamId: row.team_id,
    state: stateOf(row),
    policy: { failuresToOpen: row.failures_to_open, successesToClose: row.successes_to_close },
    locationNos: row.location_nos,
    quorum: { rule: row.quorum, atLeast: row.quorum_at_least },
    intervalMs: row.interval_ms,
    timeoutMs: row.timeout_ms,
    nowMs: row.now_ms,
    unplayedFromMs: row.unplayed_from_ms,
    isWaiting: row.is_waiting,
    looked: row.looked,
  };
}

type LocationRow = Run & {
  monitor_no: number;
  location_no: number;
  name: string;
  confirmed: ConfirmedHealth | null;
  next_due_ms: number | null;
  unplayed_from_ms: number | null;
  is_unwell: boolean;
  looked_ms: number[];
};

function stateOf(row: Run & { confirmed: ConfirmedHealth }): HealthState {
  const run =
    row.run_healthy === null || row.run_started_ms === null
      ? null
      : { healthy: row.run_healthy, length: row.run_length, startedAtMs: row.run_started_ms };
  return { confirmed: row.confirmed, sinceMs: row.since_ms, run, seenAtMs: row.seen_ms ?? 0 };
}

/** The columns of states from `confirmed` on, in the order in which both tables are written. */
function stateValues(states: readonly Stored[]): unknown[] {
  return [
    states.map(({ state }) => state.confirmed),
    states.map(({ state }) => state.sinceMs),
    states.map(({ state }) => state.run?.healthy ?? null),
    states.map(({ state }) => state.run?.length ?? 0),
    states.map(({ state }) => state.run?.startedAtMs ?? null),
    states.map(({ state }) => state.seenAtMs),
    states.map(({ unplayedFromMs }) => unplayedFromMs),
  ];
}
