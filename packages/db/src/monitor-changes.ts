import { nextDueMs, phaseOf } from "@vedette/core/schedule";
import { closingSql } from "./closing-sql.ts";
import type { ConfigClient } from "./config-client.ts";
import { Prisma } from "./generated/client.ts";
import { recordMissed } from "./record-missed.ts";

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
  pausedAtMs: number | null;
  deletedAtMs: number | null;
  version: number;
};
type Numbered = Pick<MonitorHead, "compatNumber">;

export type MonitorEdit = { id: string; intervalMs: number; tags: readonly string[] };

/** The location that every instance has: the server itself. */
const homeLocation = 1;

const at = (ms: number) => Prisma.sql`to_timestamp(${ms}::bigint / 1000.0)`;
const headColumns =
  Prisma.raw(`m.id, m.compat_number AS "compatNumber", m.name, m.kind, m.interval_ms AS "intervalMs", (m.spec ->> 'timeoutMs')::int AS "timeoutMs", m.tags, m.version,
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

    /** Schedules monitors at the home location from `atMs` on, on their own grids; a schedule that exists follows the edit. */
    async schedule(
      teamId: string,
      monitors: readonly Pick<MonitorHead, "compatNumber" | "intervalMs" | "version">[],
      atMs: number,
    ): Promise<void> {
      const intervals = monitors.map((monitor) => monitor.intervalMs);
      const phases = monitors.map((monitor) => phaseOf(monitor.compatNumber, homeLocation, monitor.intervalMs));
      const dues = monitors.map(({ intervalMs }, i) => nextDueMs({ intervalMs, phaseMs: phases[i] ?? 0 }, atMs));
      await recordMissed(
        prisma,
        monitors.map(({ compatNumber: monitorNo, intervalMs }) => ({ monitorNo, intervalMs })),
        atMs,
      );
      await prisma.$executeRaw`
        INSERT INTO schedules AS s (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
        SELECT no, ${homeLocation}, ${teamId}::uuid, version, interval_ms, phase_ms, next_due_ms
        FROM unnest(${numbersOf(monitors)}::int[], ${monitors.map((monitor) => monitor.version)}::int[], ${intervals}::int[], ${phases}::int[], ${dues}::bigint[])
             AS n (no, version, interval_ms, phase_ms, next_due_ms)
        ON CONFLICT (monitor_no, location_no) DO UPDATE SET version = excluded.version, interval_ms = excluded.interval_ms, phase_ms = excluded.phase_ms,
          next_due_ms = CASE WHEN s.interval_ms = excluded.interval_ms THEN s.next_due_ms ELSE excluded.next_due_ms END`;
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
    async forgetRuns(teamId: string, monitors: readonly Pick<MonitorHead, "id" | "compatNumber">[]): Promise<void> {
      await prisma.$executeRaw`
        WITH locked AS MATERIALIZED (SELECT monitor_no FROM monitor_states WHERE monitor_no = ANY(${numbersOf(monitors)}::int[]) ORDER BY monitor_no FOR UPDATE)
        UPDATE monitor_states s SET confirmed = 'unknown', since_at = NULL, run_healthy = NULL, run_length = 0, run_started_at = NULL, unplayed_from = NULL
        FROM locked WHERE s.monitor_no = locked.monitor_no`;
      await prisma.$executeRaw`
        UPDATE rules SET confirmed = 'unknown', since_at = NULL, updated_at = clock_timestamp()
        WHERE team_id = ${teamId}::uuid AND monitor_id = ANY(${monitors.map((monitor) => monitor.id)}::uuid[])`;
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
