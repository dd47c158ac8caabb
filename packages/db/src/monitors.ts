import { targetOf } from "@vedette/core/kinds";
import type { MonitorInput } from "@vedette/core/monitor";
import { MonitorSpec } from "@vedette/core/monitor-spec";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { nextDueMs, phaseOf } from "@vedette/core/schedule";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";
import { recordMissed } from "./record-missed.ts";
import { closingSql } from "./closing-sql.ts";
import { type Monitor, Prisma } from "./generated/client.ts";

type Key = { teamId: string; id: string };
/** `sealed`: the secrets that `input.spec` only hides. */
export type NewMonitor = {
  id: string;
  teamId: string;
  slug: string;
  creationKey: string | null;
  input: MonitorInput;
  sealed: Uint8Array<ArrayBuffer> | null;
};

/** The location that every instance has: the server itself. */
const homeLocation = 1;

export function monitorsOn(prisma: ConfigClient) {
  const withChannels = async (rows: Monitor[]): Promise<MonitorRecord[]> => {
    const links = await prisma.monitorChannel.findMany({ where: { monitorId: { in: rows.map((row) => row.id) } } });
    // A link to a deleted channel waits for its undo and is not shown.
    const linked = [...new Set(links.map((link) => link.channelId))];
    const present = await prisma.channel.findMany({ where: { id: { in: linked }, deletedAt: null }, select: { id: true } });
    const presentIds = new Set(present.map((channel) => channel.id));
    const channels = Map.groupBy(
      links.filter((link) => presentIds.has(link.channelId)),
      (link) => link.monitorId,
    );
    return rows.map((row) => recordOf(row, channels.get(row.id)?.map((link) => link.channelId) ?? []));
  };

  const setChannels = async (key: Key, channels: MonitorInput["channels"]) => {
    await prisma.monitorChannel.deleteMany({ where: { teamId: key.teamId, monitorId: key.id } });
    if (channels === "all") return;
    await prisma.monitorChannel.createMany({
      data: [...new Set(channels)].map((channelId) => ({ teamId: key.teamId, monitorId: key.id, channelId })),
    });
  };

  return {
    /** Sorted by name; deleted ones left out. */
    async list(teamId: string): Promise<MonitorRecord[]> {
      return await withChannels(
        await prisma.monitor.findMany({ where: { teamId, deletedAt: null }, orderBy: [{ name: "asc" }, { compatNumber: "asc" }] }),
      );
    },

    /** Every tag of the team's monitors, sorted. */
    async tags(teamId: string): Promise<string[]> {
      const rows = await prisma.$queryRaw<{ tag: string }[]>`
        SELECT DISTINCT unnest(tags) AS tag FROM monitors WHERE team_id = ${teamId}::uuid AND deleted_at IS NULL ORDER BY tag`;
      return rows.map((row) => row.tag);
    },

    /** Null when it does not exist, is another team's, or is deleted. */
    async find(key: Key): Promise<MonitorRecord | null> {
      const [found] = await withChannels(await prisma.monitor.findMany({ where: { ...key, deletedAt: null } }));
      return found ?? null;
    },

    async findDeleted(key: Key): Promise<MonitorRecord | null> {
      const [found] = await withChannels(await prisma.monitor.findMany({ where: { ...key, deletedAt: { not: null } } }));
      return found ?? null;
    },

    async createdBy(teamId: string, creationKey: string): Promise<MonitorRecord | null> {
      const [found] = await withChannels(await prisma.monitor.findMany({ where: { teamId, creationKey } }));
      return found ?? null;
    },

    /** The sealed secrets of a monitor that `find` finds; null when it has none. */
    async sealedOf(key: Key): Promise<Uint8Array | null> {
      const row = await prisma.monitor.findFirst({ where: { ...key, deletedAt: null }, select: { sealed: true } });
      return row?.sealed ?? null;
    },

    async isSlugTaken(teamId: string, slug: string): Promise<boolean> {
      return (await prisma.monitor.count({ where: { teamId, slug } })) > 0;
    },

    /** How many of the given monitors the team has, deleted ones left out. */
    async count(teamId: string, ids: readonly string[]): Promise<number> {
      return await prisma.monitor.count({ where: { teamId, id: { in: [...ids] }, deletedAt: null } });
    },

    /** Deleted ones left out. */
    async total(teamId: string): Promise<number> {
      return await prisma.monitor.count({ where: { teamId, deletedAt: null } });
    },

    /** The monitor with its state, not scheduled yet. */
    async create(monitor: NewMonitor, atMs: number): Promise<MonitorRecord> {
      const { id, teamId, slug, creationKey, input, sealed } = monitor;
      const row = await prisma.monitor.create({
        data: { id, teamId, slug, creationKey, createdAt: new Date(atMs), ...columnsOf(input, sealed) },
      });
      await setChannels({ teamId, id }, input.channels);
      await prisma.monitorState.create({ data: { monitorNo: row.compatNumber, teamId } });
      return recordOf(row, input.channels === "all" ? [] : input.channels);
    },

    /** Writes only if the monitor still has the version that the edit was made from; else false. */
    async update(key: Key, version: number, input: MonitorInput, sealed: Uint8Array<ArrayBuffer> | null): Promise<boolean> {
      const { count } = await prisma.monitor.updateMany({
        where: { ...key, version, deletedAt: null },
        data: { ...columnsOf(input, sealed), version: { increment: 1 } },
      });
      if (count === 1) await setChannels(key, input.channels);
      return count === 1;
    },

    /** Pausing, deleting and undoing both. False when the monitor is not in the state that the change starts from. */
    async mark(key: Key, change: "pause" | "resume" | "delete" | "restore", atMs: number): Promise<boolean> {
      const at = new Date(atMs);
      const [from, to] = {
        pause: [{ pausedAt: null, deletedAt: null }, { pausedAt: at }] as const,
        resume: [{ pausedAt: { not: null }, deletedAt: null }, { pausedAt: null }] as const,
        delete: [{ deletedAt: null }, { deletedAt: at }] as const,
        restore: [{ deletedAt: { not: null } }, { deletedAt: null }] as const,
      }[change];
      const { count } = await prisma.monitor.updateMany({ where: { ...key, ...from }, data: { ...to, version: { increment: 1 } } });
      return count === 1;
    },

    /** Schedules a monitor at the home location from `atMs` on, on its own grid; a schedule that exists follows the edit. */
    async schedule(monitor: MonitorRecord, teamId: string, atMs: number): Promise<void> {
      const { compatNumber: monitorNo, intervalMs, version } = monitor;
      const phaseMs = phaseOf(monitorNo, homeLocation, intervalMs);
      const nextDue = BigInt(nextDueMs({ intervalMs, phaseMs }, atMs));
      const key = { monitorNo, locationNo: homeLocation };
      const existing = await prisma.schedule.findUnique({ where: { monitorNo_locationNo: key } });
      const keepsGrid = existing !== null && existing.intervalMs === intervalMs;
      if (!keepsGrid) await recordMissed(prisma, monitorNo, atMs);
      await prisma.schedule.upsert({
        where: { monitorNo_locationNo: key },
        create: { ...key, teamId, version, intervalMs, phaseMs, nextDueMs: nextDue },
        update: keepsGrid ? { version } : { version, intervalMs, phaseMs, nextDueMs: nextDue },
      });
    },

    async unschedule(monitor: MonitorRecord, atMs: number): Promise<void> {
      await recordMissed(prisma, monitor.compatNumber, atMs);
      await prisma.schedule.deleteMany({ where: { monitorNo: monitor.compatNumber } });
    },

    /** Records that nobody looked from one moment to another because the monitor was paused; an empty stretch is none. */
    async recordPause(monitor: MonitorRecord, teamId: string, fromMs: number, untilMs: number): Promise<void> {
      const ticks = Math.floor((untilMs - fromMs) / monitor.intervalMs);
      await prisma.$executeRaw`
        INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
        SELECT ${teamId}::uuid, ${monitor.compatNumber}, ${homeLocation}, to_timestamp(${fromMs}::bigint / 1000.0), to_timestamp(${untilMs}::bigint / 1000.0), ${ticks}, 'paused'
        WHERE ${untilMs}::bigint > ${fromMs}::bigint ON CONFLICT DO NOTHING`;
    },

    /**
     * Back to unknown, the monitor and its rules: after it was not watched, an old run of verdicts says nothing. Their rows stay locked,
     * so whoever turns them next sees what this transaction did.
     */
    async forgetRun(key: Key, monitor: MonitorRecord): Promise<void> {
      await prisma.monitorState.updateMany({
        where: { monitorNo: monitor.compatNumber },
        data: { confirmed: "unknown", sinceAt: null, runHealthy: null, runLength: 0, runStartedAt: null },
      });
      await prisma.rule.updateMany({ where: { teamId: key.teamId, monitorId: key.id }, data: { confirmed: "unknown", sinceAt: null } });
    },

    /** Closes what is open of a monitor that will not be checked any more. Whoever was told that it began is told that it ended. */
    async closeIncidents(key: Key, why: string, actorId: string, atMs: number): Promise<void> {
      const which = Prisma.sql`team_id = ${key.teamId}::uuid AND monitor_id = ${key.id}::uuid`;
      await prisma.$executeRaw(closingSql(which, why, actorId, atMs));
    },

    /** Marks the published pages that show this monitor for publication. */
    async touchPages(key: Key, atMs: number): Promise<void> {
      await prisma.$executeRaw`
        UPDATE pages SET dirty_at = coalesce(dirty_at, to_timestamp(${atMs}::bigint / 1000.0)) WHERE team_id = ${key.teamId}::uuid AND published AND id IN (
          SELECT c.page_id FROM component_monitors cm JOIN components c ON c.id = cm.component_id WHERE cm.monitor_id = ${key.id}::uuid)`;
    },
  };
}

function columnsOf(input: MonitorInput, sealed: Uint8Array<ArrayBuffer> | null) {
  return {
    name: input.name,
    kind: input.spec.kind,
    spec: jsonOf(input.spec),
    target: targetOf(input.spec),
    sealed,
    intervalMs: input.intervalMs,
    failuresToOpen: input.policy.failuresToOpen,
    successesToClose: input.policy.successesToClose,
    tellsAllChannels: input.channels === "all",
    tags: input.tags,
  };
}

function recordOf(row: Monitor, channelIds: string[]): MonitorRecord {
  const spec = MonitorSpec.parse(row.spec);
  return {
    id: row.id,
    compatNumber: row.compatNumber,
    name: row.name,
    slug: row.slug,
    target: row.target,
    spec,
    intervalMs: row.intervalMs,
    policy: { failuresToOpen: row.failuresToOpen, successesToClose: row.successesToClose },
    channels: row.tellsAllChannels ? "all" : channelIds,
    tags: row.tags,
    pausedAtMs: msOf(row.pausedAt),
    deletedAtMs: msOf(row.deletedAt),
    version: row.version,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
