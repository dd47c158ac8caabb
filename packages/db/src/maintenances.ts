import type { MaintenanceInput, MaintenanceScope, MaintenanceWindow, Window } from "@vedette/core/maintenance";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import { type MaintenancePlan, Prisma } from "./generated/client.ts";
import { markingSql } from "./rollup-marks.ts";

type Key = { teamId: string; id: string };
export type PlanRow = MaintenanceInput & Key & { skippedMs: number[]; version: number; createdAtMs: number };
const phases = ["scheduled", "active", "over"] as const;

/** Monitors are gathered this long before a window begins, so that its first second already knows them. */
const gatheredAhead = "5 minutes";

export function maintenancesOn(prisma: ConfigClient) {
  /** Lets all that show these windows, or the state of their monitors, look again. */
  const announce = async (windowIds: readonly string[], teamIds: readonly string[]): Promise<void> => {
    await prisma.$executeRaw`
      UPDATE pages SET dirty_at = coalesce(dirty_at, clock_timestamp()) WHERE published AND id IN (
        SELECT c.page_id FROM maintenance_monitors mm JOIN component_monitors cm ON cm.monitor_id = mm.monitor_id
        JOIN components c ON c.id = cm.component_id WHERE mm.maintenance_id = ANY(${[...windowIds]}::uuid[]))`;
    await prisma.$executeRaw`
      SELECT pg_notify('vedette_changes', team || ':' || topic)
      FROM unnest(${[...new Set(teamIds)]}::text[]) AS team, unnest(ARRAY['maintenance', 'monitors']) AS topic`;
  };

  /** Adds the monitors that a plan is about to those of its windows that are active, or soon are. Null: of every plan. */
  const gather = async (planId: string | null): Promise<void> => {
    const marking = Prisma.raw(
      markingSql(`SELECT m.compat_number, w.starts_at, w.ends_at FROM added a
      JOIN monitors m ON m.id = a.monitor_id JOIN maintenances w ON w.id = a.maintenance_id`),
    );
    await prisma.$executeRaw`
      WITH added AS (
         INSERT INTO maintenance_monitors (team_id, maintenance_id, monitor_id)
         SELECT w.team_id, w.id, m.id FROM maintenances w JOIN maintenance_plans p ON p.id = w.plan_id
         JOIN monitors m ON m.team_id = w.team_id AND m.deleted_at IS NULL AND (
           p.scope ->> 'type' = 'all' OR m.tags && ARRAY(SELECT jsonb_array_elements_text(p.scope -> 'tags'))
           OR m.id = ANY(ARRAY(SELECT jsonb_array_elements_text(p.scope -> 'monitorIds'))::uuid[]))
         WHERE (w.phase = 1 OR (w.phase = 0 AND w.starts_at < clock_timestamp() + ${gatheredAhead}::interval)) AND (${planId}::uuid IS NULL OR p.id = ${planId}::uuid)
           AND NOT EXISTS (SELECT FROM maintenance_monitors mm WHERE mm.maintenance_id = w.id AND mm.monitor_id = m.id)
         ON CONFLICT DO NOTHING RETURNING maintenance_id, monitor_id
       ) ${marking}`;
  };

  return {
    gather,

    /** Deleted ones left out; the newest first. */
    async list(teamId: string): Promise<PlanRow[]> {
      const rows = await prisma.maintenancePlan.findMany({
        where: { teamId, deletedAt: null },
        orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      });
      return rows.map(rowOf);
    },

    async find(key: Key): Promise<PlanRow | null> {
      const row = await prisma.maintenancePlan.findFirst({ where: { ...key, deletedAt: null } });
      return row === null ? null : rowOf(row);
    },

    async total(teamId: string): Promise<number> {
      return await prisma.maintenancePlan.count({ where: { teamId, deletedAt: null } });
    },

    async create(key: Key, input: MaintenanceInput, atMs: number): Promise<void> {
      await prisma.maintenancePlan.create({ data: { ...key, ...columnsOf(input), createdAt: new Date(atMs) } });
    },

    /** Writes only if the plan still has the version that the edit was made from; else false. What was called off is forgotten. */
    async update(key: Key, version: number, input: MaintenanceInput): Promise<boolean> {
      const data = { ...columnsOf(input), version: { increment: 1 } };
      return (await prisma.maintenancePlan.updateMany({ where: { ...key, version, deletedAt: null }, data })).count === 1;
    },

    async skip(key: Key, occurrenceMs: number): Promise<void> {
      await prisma.maintenancePlan.updateMany({ where: key, data: { skipped: { push: new Date(occurrenceMs) } } });
    },

    async remove(key: Key, atMs: number): Promise<boolean> {
      return (
        (await prisma.maintenancePlan.updateMany({ where: { ...key, deletedAt: null }, data: { deletedAt: new Date(atMs) } })).count === 1
      );
    },

    async restore(key: Key): Promise<boolean> {
      return (
        (await prisma.maintenancePlan.updateMany({ where: { ...key, deletedAt: { not: null } }, data: { deletedAt: null } })).count === 1
      );
    },

    /** Of each plan the active window, the next ones and the last that are over, at most `each` of both; in order. */
    async windows(teamId: string, each: number): Promise<(MaintenanceWindow & { planId: string; occurrenceMs: number })[]> {
      const rows = await prisma.$queryRaw<
        { id: string; plan_id: string; occurrence_at: Date; starts_at: Date; ends_at: Date; phase: number }[]
      >`
        SELECT id, plan_id, occurrence_at, starts_at, ends_at, phase FROM (
          SELECT w.*, row_number() OVER (PARTITION BY w.plan_id, w.phase = 2
                   ORDER BY CASE WHEN w.phase = 2 THEN -extract(epoch FROM w.starts_at) ELSE extract(epoch FROM w.starts_at) END) AS nth
          FROM maintenances w JOIN maintenance_plans p ON p.id = w.plan_id WHERE w.team_id = ${teamId}::uuid AND p.deleted_at IS NULL) o
        WHERE nth <= ${each} ORDER BY starts_at`;
      return rows.map((row) => ({
        id: row.id,
        planId: row.plan_id,
        occurrenceMs: row.occurrence_at.getTime(),
        startsMs: row.starts_at.getTime(),
        endsMs: row.ends_at.getTime(),
        phase: phases[row.phase] ?? "over",
      }));
    },

    async window(key: Key): Promise<(MaintenanceWindow & { planId: string; occurrenceMs: number }) | null> {
      const row = await prisma.maintenance.findFirst({ where: key });
      if (row === null || row.planId === null || row.occurrenceAt === null) return null;
      return {
        id: row.id,
        planId: row.planId,
        occurrenceMs: row.occurrenceAt.getTime(),
        startsMs: row.startsAt.getTime(),
        endsMs: row.endsAt.getTime(),
        phase: phases[row.phase] ?? "over",
      };
    },

    /**
     * Makes a plan's windows the given ones. What is over stays. One that is active and given goes on to the given end, one that is not
     * given ends now. One that should have begun already begins now: what is past is not planned.
     */
    async schedule(plan: Key & { title: string }, windows: readonly Window[], newId: () => string, nowMs: number): Promise<void> {
      const rows = windows.map((window) => ({
        id: newId(),
        occurrence: new Date(window.startsMs).toISOString(),
        starts: new Date(Math.max(window.startsMs, nowMs)).toISOString(),
        ends: new Date(window.endsMs).toISOString(),
      }));
      const given = rows.map((row) => row.occurrence);
      await prisma.$executeRaw`
        DELETE FROM maintenances WHERE plan_id = ${plan.id}::uuid AND phase = 0 AND NOT occurrence_at = ANY(${given}::timestamptz[])`;
      await prisma.$executeRaw`
        UPDATE maintenances SET ends_at = greatest(to_timestamp(${nowMs}::bigint / 1000.0), starts_at + interval '1 ms')
        WHERE plan_id = ${plan.id}::uuid AND phase = 1 AND NOT occurrence_at = ANY(${given}::timestamptz[])`;
      await prisma.$executeRaw`
        INSERT INTO maintenances (id, team_id, plan_id, occurrence_at, title, starts_at, ends_at)
        SELECT w.id, ${plan.teamId}::uuid, ${plan.id}::uuid, w.occurrence, ${plan.title}, w.starts, w.ends
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w (id uuid, occurrence timestamptz, starts timestamptz, ends timestamptz)
        ON CONFLICT (plan_id, occurrence_at) DO UPDATE SET ends_at = excluded.ends_at, title = excluded.title WHERE maintenances.phase < 2`;
      // Those that were gathered for what the plan was about before.
      await prisma.$executeRaw`
        DELETE FROM maintenance_monitors mm USING maintenances w WHERE w.plan_id = ${plan.id}::uuid AND w.phase = 0 AND mm.maintenance_id = w.id`;
      await gather(plan.id);
    },

    /** Begins the windows whose time has come and ends those whose time is over. Returns how many it turned. */
    async turn(): Promise<number> {
      const turned = await prisma.$queryRaw<{ id: string; team_id: string }[]>`
        UPDATE maintenances SET phase = CASE WHEN ends_at <= clock_timestamp() THEN 2 ELSE 1 END
        WHERE id IN (SELECT id FROM maintenances WHERE phase = 0 AND starts_at <= clock_timestamp()
                     UNION ALL SELECT id FROM maintenances WHERE phase = 1 AND ends_at <= clock_timestamp() LIMIT 500)
        RETURNING id, team_id::text`;
      if (turned.length > 0)
        await announce(
          turned.map((window) => window.id),
          turned.map((window) => window.team_id),
        );
      return turned.length;
    },

    /** Plans with a rule whose last window begins before `untilMs`, in order of id, those after `afterId`. */
    async toExtend(untilMs: number, afterId: string, limit: number): Promise<PlanRow[]> {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT p.id FROM maintenance_plans p WHERE p.id > ${afterId}::uuid AND p.rule IS NOT NULL AND p.deleted_at IS NULL
          AND coalesce((SELECT max(w.occurrence_at) FROM maintenances w WHERE w.plan_id = p.id), '-infinity') < to_timestamp(${untilMs}::bigint / 1000.0)
        ORDER BY p.id LIMIT ${limit}`;
      const found = await prisma.maintenancePlan.findMany({ where: { id: { in: rows.map((row) => row.id) } }, orderBy: { id: "asc" } });
      return found.map(rowOf);
    },
  };
}

function columnsOf(input: MaintenanceInput) {
  return { ...input, scope: jsonOf(input.scope), skipped: [] };
}

function rowOf(row: MaintenancePlan): PlanRow {
  return {
    id: row.id,
    teamId: row.teamId,
    title: row.title,
    note: row.note,
    timeZone: row.timeZone,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    rule: row.rule,
    scope: row.scope as MaintenanceScope, // safe because `create` and `update` write nothing else
    skippedMs: row.skipped.map((skipped) => skipped.getTime()),
    version: row.version,
    createdAtMs: row.createdAt.getTime(),
  };
}
