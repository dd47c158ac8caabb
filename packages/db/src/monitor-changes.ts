import { homeLocation } from "@vedette/core/monitor";
import { nextDueMs, phaseOf } from "@vedette/core/schedule";
import { closingSql } from "./closing-sql.ts";
import type { ConfigClient } from "./config-client.ts";
import { endlessMs } from "./endless.ts";
import { Prisma } from "./generated/client.ts";
import { recordMissed } from "./record-missed.ts";
import { storedInt } from "./stored-int.ts";

/** What the changes of many monitors need to know of each. */
export type MonitorHead = {
  id: string;
  compatNumber: number;
  name: string;
  kind: string;
  intervalMs: number;
  /** Null where nothing is probed. */
  timeoutMs: number | null;
  tags: string[];
  locationNos: number[];
  pausedAtMs: number | null;
  deletedAtMs: number | null;
  version: number;
};
type Numbered = Pick<MonitorHead, "compatNumber">;

export type MonitorEdit = { id: string; intervalMs: number; tags: readonly string[] };

const at = (ms: number) => Prisma.sql`to_timestamp(${ms}::bigint / 1000.0)`;
const headColumns =
  Prisma.raw(`m.id, m.compat_number AS "compatNumber", m.name, m.kind, m.interval_ms AS "intervalMs", ${storedInt("m.spec", "timeoutMs")} AS "timeoutMs", m.tags, m.location_nos AS "locationNos", m.version,
  (extract(epoch FROM m.paused_at) * 1000)::float8 AS "pausedAtMs", (extract(epoch FROM m.deleted_at) * 1000)::float8 AS "deletedAtMs"`);
const marks = {
  pause: { from: "paused_at IS NULL AND deleted_at IS NULL", column: "paused_at" },
  resume: { from: "paused_at IS NOT NULL AND deleted_at IS NULL", column: "paused_at" },
  delete: { from: "deleted_at IS NULL", column: "deleted_at" },
  restore: { from: "deleted_at IS NOT NULL", column: "deleted_at" },
} as const;

const numbersOf = (monitors: readonly Numbered[]) => monitors.map((monitor) => monitor.compatNumber);

/** Changes of any number of a team's monitors, one statement each. */
export function monitorChangesOn(prisma: ConfigClient) {
  return {
    /** Those of the named monitors that the team has, deleted ones included, by number. */
    async heads(teamId: string, ids: readonly string[]): Promise<MonitorHead[]> {
      return await prisma.$queryRaw<MonitorHead[]>`
        SELECT ${headColumns} FROM monitors m WHERE m.team_id = ${teamId}::uuid AND m.id = ANY(${[...ids]}::uuid[]) ORDER BY m.compat_number`;
    },

    /** Pausing, deleting and undoing both. Returns, as they are now, those that were in the state from which the change starts. */
    async mark(teamId: string, ids: readonly string[], change: keyof typeof marks, atMs: number): Promise<MonitorHead[]> {
      const { from, column } = marks[change];
      const to = change === "pause" || change === "delete" ? at(atMs) : Prisma.sql`NULL`;
      return await prisma.$queryRaw<MonitorHead[]>`
        UPDATE monitors m SET ${Prisma.raw(column)} = ${to}, version = version + 1, updated_at = ${at(atMs)}
        WHERE m.team_id = ${teamId}::uuid AND m.id = ANY(${[...ids]}::uuid[]) AND ${Prisma.raw(from)} RETURNING ${headColumns}`;
    },

    /** Writes intervals and tags over what stands there; returns the monitors as they are now. */
    async edit(teamId: string, edits: readonly MonitorEdit[], atMs: number): Promise<MonitorHead[]> {
      return await prisma.$queryRaw<MonitorHead[]>`
        UPDATE monitors m SET interval_ms = n."intervalMs", tags = n.tags, version = version + 1, updated_at = ${at(atMs)}
        FROM jsonb_to_recordset(${JSON.stringify(edits)}::jsonb) AS n (id uuid, "intervalMs" int, tags text[])
        WHERE m.team_id = ${teamId}::uuid AND m.id = n.id RETURNING ${headColumns}`;
    },

    /**
     * Schedules monitors at their locations from `atMs` on, on the grids of their own; a schedule that exists follows the edit, and one at
     * a location that is not chosen any more ends.
     */
    async schedule(
      teamId: string,
      monitors: readonly Pick<MonitorHead, "compatNumber" | "intervalMs" | "version" | "locationNos">[],
      atMs: number,
    ): Promise<void> {
      const rows = monitors.flatMap(({ compatNumber: no, intervalMs, version, locationNos }) =>
        locationNos.map((locationNo) => {
          const phaseMs = phaseOf(no, locationNo, intervalMs);
          return { no, locationNo, version, intervalMs, phaseMs, nextDueMs: nextDueMs({ intervalMs, phaseMs }, atMs) };
        }),
      );
      await recordMissed(
        prisma,
        monitors.map(({ compatNumber: monitorNo, intervalMs }) => ({ monitorNo, intervalMs })),
        atMs,
      );
      await prisma.$executeRaw`
        WITH wanted AS (
          SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
            AS n (no int, "locationNo" smallint, version int, "intervalMs" int, "phaseMs" int, "nextDueMs" bigint)
        ), ended AS (
          DELETE FROM schedules s WHERE s.monitor_no IN (SELECT no FROM wanted)
            AND NOT EXISTS (SELECT FROM wanted w WHERE w.no = s.monitor_no AND w."locationNo" = s.location_no)
        )
        INSERT INTO schedules AS s (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
        SELECT no, "locationNo", ${teamId}::uuid, version, "intervalMs", "phaseMs", "nextDueMs" FROM wanted
        ON CONFLICT (monitor_no, location_no) DO UPDATE SET version = excluded.version, interval_ms = excluded.interval_ms, phase_ms = excluded.phase_ms,
          next_due_ms = CASE WHEN s.interval_ms = excluded.interval_ms THEN s.next_due_ms ELSE excluded.next_due_ms END`;
    },

    /**
     * Lets other locations decide from `atMs` on. Those that come had not looked before, and those that go do not any more: both are
     * gaps. What a location held to be true it holds still; the next check finds out what they say together.
     */
    async relocate(
      teamId: string,
      monitor: { compatNumber: number; createdAtMs: number },
      from: number[],
      to: number[],
      atMs: number,
    ): Promise<void> {
      const no = monitor.compatNumber;
      const came = to.filter((each) => !from.includes(each));
      const left = from.filter((each) => !to.includes(each));
      await prisma.$executeRaw`SELECT FROM monitor_states WHERE monitor_no = ${no} FOR UPDATE`;
      await prisma.$executeRaw`
        WITH returned AS (
          UPDATE gaps SET until_at = ${at(atMs)} WHERE monitor_no = ${no} AND location_no = ANY(${came}::int[]) AND until_at = ${at(endlessMs)} RETURNING location_no
        )
        INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
        SELECT ${teamId}::uuid, ${no}::int, l, ${at(monitor.createdAtMs)}, ${at(atMs)}, 0, 'missed' FROM unnest(${came}::int[]) l
        WHERE l NOT IN (SELECT location_no FROM returned) AND ${atMs}::bigint > ${monitor.createdAtMs}::bigint
        UNION ALL SELECT ${teamId}::uuid, ${no}::int, l, ${at(atMs)}, ${at(endlessMs)}, 0, 'missed' FROM unnest(${left}::int[]) l
        ON CONFLICT (monitor_no, location_no, from_at) DO UPDATE SET until_at = excluded.until_at`;
      await prisma.$executeRaw`
        UPDATE monitors SET former_location_nos = ARRAY(SELECT unnest(former_location_nos || ${left}::int[]) EXCEPT SELECT unnest(${to}::int[]))
        WHERE team_id = ${teamId}::uuid AND compat_number = ${no}`;
      if (from.length === 1 && to.length > 1) {
        await prisma.$executeRaw`
          INSERT INTO location_states (monitor_no, location_no, team_id, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at, unplayed_from)
          SELECT monitor_no, ${from[0] ?? homeLocation}::int, team_id, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at, unplayed_from
          FROM monitor_states WHERE monitor_no = ${no} ON CONFLICT DO NOTHING`;
      }
      await prisma.$executeRaw`
        INSERT INTO location_states (monitor_no, location_no, team_id, confirmed, run_length)
        SELECT ${no}::int, l, ${teamId}::uuid, 'unknown', 0 FROM unnest(${came}::int[]) l ON CONFLICT DO NOTHING`;
      await prisma.$executeRaw`
        DELETE FROM location_states WHERE monitor_no = ${no} AND (NOT location_no = ANY(${to}::int[]) OR ${to.length} = 1)`;
      await prisma.$executeRaw`
        UPDATE monitor_states SET run_healthy = NULL, run_length = 0, run_started_at = NULL, unplayed_from = NULL WHERE monitor_no = ${no}`;
    },

    async unschedule(monitors: readonly Numbered[], atMs: number): Promise<void> {
      await recordMissed(
        prisma,
        monitors.map(({ compatNumber: monitorNo }) => ({ monitorNo, intervalMs: null })),
        atMs,
      );
      await prisma.$executeRaw`DELETE FROM schedules WHERE monitor_no = ANY(${numbersOf(monitors)}::int[])`;
    },

    /** Records that nobody looked, each from its own moment on, because the monitor was paused or deleted; an empty stretch is none. */
    async recordPauses(
      teamId: string,
      pauses: readonly (Pick<MonitorHead, "compatNumber" | "intervalMs"> & { fromMs: number })[],
      untilMs: number,
    ): Promise<void> {
      await prisma.$executeRaw`
        INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
        SELECT ${teamId}::uuid, no, ${homeLocation}, to_timestamp(from_ms / 1000.0), ${at(untilMs)}, (${untilMs}::bigint - from_ms) / interval_ms, 'paused'
        FROM unnest(${numbersOf(pauses)}::int[], ${pauses.map((pause) => pause.intervalMs)}::int[], ${pauses.map((pause) => pause.fromMs)}::bigint[]) AS p (no, interval_ms, from_ms)
        WHERE from_ms < ${untilMs}::bigint ON CONFLICT DO NOTHING`;
    },

    /**
     * Back to unknown, the monitors and their rules: after they were not watched, an old run of verdicts says nothing. Their rows stay
     * locked, in the order in which observers lock them, so whoever turns them next sees what this transaction did.
     */
    async forgetRuns(monitors: readonly Numbered[]): Promise<void> {
      await prisma.$executeRaw`
        WITH locked AS MATERIALIZED (SELECT monitor_no FROM monitor_states WHERE monitor_no = ANY(${numbersOf(monitors)}::int[]) ORDER BY monitor_no FOR UPDATE)
        UPDATE monitor_states s SET confirmed = 'unknown', since_at = NULL, run_healthy = NULL, run_length = 0, run_started_at = NULL, unplayed_from = NULL
        FROM locked WHERE s.monitor_no = locked.monitor_no`;
      await prisma.$executeRaw`DELETE FROM location_states WHERE monitor_no = ANY(${numbersOf(monitors)}::int[])`;
      await prisma.$executeRaw`DELETE FROM rule_states WHERE monitor_no = ANY(${numbersOf(monitors)}::int[])`;
    },

    /** Closes what is open of monitors that will not be checked any more. Whoever was told that it began is told that it ended. */
    async closeIncidents(teamId: string, ids: readonly string[], why: string, actorId: string, atMs: number): Promise<void> {
      const which = Prisma.sql`team_id = ${teamId}::uuid AND monitor_id = ANY(${[...ids]}::uuid[])`;
      await prisma.$executeRaw(closingSql(which, why, actorId, atMs));
    },

    /** Marks the published pages that show any of these monitors for publication. */
    async touchPages(teamId: string, ids: readonly string[], atMs: number): Promise<void> {
      await prisma.$executeRaw`
        UPDATE pages SET dirty_at = coalesce(dirty_at, ${at(atMs)}) WHERE team_id = ${teamId}::uuid AND published AND id IN (
          SELECT c.page_id FROM component_monitors cm JOIN components c ON c.id = cm.component_id WHERE cm.monitor_id = ANY(${[...ids]}::uuid[]))`;
    },
  };
}
