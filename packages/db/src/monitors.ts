import { targetOf } from "@vedette/core/kinds";
import type { MonitorInput } from "@vedette/core/monitor";
import { Quorum } from "@vedette/core/quorum-rule";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { readSpec } from "@vedette/core/stored-spec";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";
import type { Monitor } from "./generated/client.ts";
import { parentsOn } from "./parents.ts";
import { policiesOn } from "./policies.ts";

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

export function monitorsOn(prisma: ConfigClient) {
  const withLinks = async (rows: Monitor[]): Promise<MonitorRecord[]> => {
    const links = await prisma.monitorChannel.findMany({ where: { monitorId: { in: rows.map((row) => row.id) } } });
    // A link to a deleted channel waits for its undo and is not shown.
    const linked = [...new Set(links.map((link) => link.channelId))];
    const present = await prisma.channel.findMany({ where: { id: { in: linked }, deletedAt: null }, select: { id: true } });
    const presentIds = new Set(present.map((channel) => channel.id));
    const channels = Map.groupBy(
      links.filter((link) => presentIds.has(link.channelId)),
      (link) => link.monitorId,
    );
    const parents = await parentsOn(prisma).of(rows.map((row) => row.compatNumber));
    const policies = await policiesOn(prisma).naming(rows.map((row) => row.id));
    return rows.map((row) =>
      recordOf(row, {
        alertPolicyId: policies.get(row.id) ?? null,
        channelIds: channels.get(row.id)?.map((link) => link.channelId) ?? [],
        parents: parents.get(row.compatNumber) ?? [],
      }),
    );
  };

  const setChannels = async (key: Key, channels: MonitorInput["channels"]) => {
    await prisma.monitorChannel.deleteMany({ where: { teamId: key.teamId, monitorId: key.id } });
    if (channels === "all") return;
    await prisma.monitorChannel.createMany({
      data: [...new Set(channels)].map((channelId) => ({ teamId: key.teamId, monitorId: key.id, channelId })),
    });
  };

  return {
    /** Every tag of the team's monitors, sorted. */
    async tags(teamId: string): Promise<string[]> {
      const rows = await prisma.$queryRaw<{ tag: string }[]>`
        SELECT DISTINCT unnest(tags) AS tag FROM monitors WHERE team_id = ${teamId}::uuid AND deleted_at IS NULL ORDER BY tag`;
      return rows.map((row) => row.tag);
    },

    /** Null when it does not exist, is another team's, or is deleted. */
    async find(key: Key): Promise<MonitorRecord | null> {
      const [found] = await withLinks(await prisma.monitor.findMany({ where: { ...key, deletedAt: null } }));
      return found ?? null;
    },

    async createdBy(teamId: string, creationKey: string): Promise<MonitorRecord | null> {
      const [found] = await withLinks(await prisma.monitor.findMany({ where: { teamId, creationKey } }));
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
      if (input.alertPolicyId !== null) await policiesOn(prisma).nameMonitor({ teamId, id }, input.alertPolicyId);
      await parentsOn(prisma).set(teamId, row.compatNumber, input.parents);
      await prisma.monitorState.create({ data: { monitorNo: row.compatNumber, teamId } });
      const channelIds = input.channels === "all" ? [] : input.channels;
      return recordOf(row, { channelIds, parents: input.parents, alertPolicyId: input.alertPolicyId });
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
    locationNos: input.locationNos,
    quorum: input.quorum.rule,
    quorumAtLeast: input.quorum.atLeast,
  };
}

type Links = { channelIds: string[]; parents: string[]; alertPolicyId: string | null };

function recordOf(row: Monitor, { channelIds, parents, alertPolicyId }: Links): MonitorRecord {
  return {
    id: row.id,
    compatNumber: row.compatNumber,
    name: row.name,
    slug: row.slug,
    target: row.target,
    spec: readSpec(row.kind, row.spec),
    intervalMs: row.intervalMs,
    policy: { failuresToOpen: row.failuresToOpen, successesToClose: row.successesToClose },
    channels: row.tellsAllChannels ? "all" : channelIds,
    alertPolicyId,
    tags: row.tags,
    locationNos: row.locationNos,
    quorum: Quorum.parse({ rule: row.quorum, atLeast: row.quorumAtLeast }),
    parents,
    pausedAtMs: msOf(row.pausedAt),
    deletedAtMs: msOf(row.deletedAt),
    version: row.version,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
