import type { AlertTemplates } from "@vedette/core/alert-template";
import type { ChannelConfig } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";
import { type Channel, Prisma } from "./generated/client.ts";
import { isQuiet } from "./incidents.ts";

type Key = { teamId: string; id: string };
export type ChannelContent = { name: string; config: ChannelConfig; templates: AlertTemplates; sealed: Uint8Array<ArrayBuffer> };

const quiet = Prisma.raw(isQuiet);

export function channelsOn(prisma: ConfigClient) {
  return {
    /** Sorted by name; deleted ones left out. */
    async list(teamId: string): Promise<ChannelRecord[]> {
      const rows = await prisma.channel.findMany({ where: { teamId, deletedAt: null }, orderBy: [{ name: "asc" }, { id: "asc" }] });
      return rows.map(recordOf);
    },

    async find(key: Key): Promise<ChannelRecord | null> {
      const row = await prisma.channel.findFirst({ where: { ...key, deletedAt: null } });
      return row === null ? null : recordOf(row);
    },

    /** The sealed target of a channel, for those who hold the key. */
    async sealedOf(key: Key): Promise<Uint8Array | null> {
      const row = await prisma.channel.findFirst({ where: { ...key, deletedAt: null }, select: { sealed: true } });
      return row?.sealed ?? null;
    },

    /** How many of the given channels the team has, deleted ones left out. */
    async count(teamId: string, ids: readonly string[]): Promise<number> {
      return await prisma.channel.count({ where: { teamId, id: { in: [...ids] }, deletedAt: null } });
    },

    /** Deleted ones left out. */
    async total(teamId: string): Promise<number> {
      return await prisma.channel.count({ where: { teamId, deletedAt: null } });
    },

    async create(key: Key, content: ChannelContent, atMs: number): Promise<ChannelRecord> {
      const data = {
        ...key,
        name: content.name,
        kind: content.config.kind,
        config: jsonOf(content.config),
        templates: jsonOf(content.templates),
        sealed: content.sealed,
        createdAt: new Date(atMs),
      };
      return recordOf(await prisma.channel.create({ data }));
    },

    /** Writes only if the channel still has the version that the edit was made from; else false. */
    async update(key: Key, version: number, content: ChannelContent): Promise<boolean> {
      const { name, sealed } = content;
      const data = { name, config: jsonOf(content.config), templates: jsonOf(content.templates), sealed, version: { increment: 1 } };
      return (await prisma.channel.updateMany({ where: { ...key, version, deletedAt: null }, data })).count === 1;
    },

    /** Switching on forgets why the platform had switched it off, and how often it failed; that it fails until something arrives. */
    async setEnabled(key: Key, enabled: boolean): Promise<boolean> {
      const data = { enabled, version: { increment: 1 }, ...(enabled ? { disabledReason: null, failures: 0 } : {}) };
      return (await prisma.channel.updateMany({ where: { ...key, deletedAt: null }, data })).count === 1;
    },

    /** Switches it off for a reason that people read. */
    async disable(key: Key, reason: string): Promise<void> {
      await prisma.channel.updateMany({ where: { ...key, enabled: true }, data: { enabled: false, disabledReason: reason } });
    },

    /** Puts a settled message on the road again, under its own id. False: there is none of that id, or it is on the road. */
    async sendAgain(delivery: Key): Promise<boolean> {
      const changed = await prisma.$executeRaw`
        UPDATE outbox SET settled_at = NULL, outcome = NULL, next_attempt_at = clock_timestamp()
        WHERE id = ${delivery.id}::uuid AND team_id = ${delivery.teamId}::uuid AND settled_at IS NOT NULL AND message IS NOT NULL`;
      return changed === 1;
    },

    /**
     * Takes what is being tried from whoever tries it, to be tried at once, so that nobody writes down what they found before a change of the
     * channel. Comes before that change: who records an attempt locks the message first, and then the channel.
     */
    async fenceSenders({ teamId, id: channelId }: Key): Promise<void> {
      await prisma.$executeRaw`
        UPDATE outbox SET fence = fence + 1, lease_until = NULL, next_attempt_at = clock_timestamp()
        WHERE team_id = ${teamId}::uuid AND channel_id = ${channelId}::uuid AND settled_at IS NULL AND held_for IS NULL AND attempts > 0`;
    },

    /**
     * Lets a channel that works now hear what it missed while it did not: of each incident its newest message, where the incident is still
     * open or the channel was told that it began; and that another channel works again or is not used.
     */
    async sendMissed(key: Key): Promise<void> {
      const { teamId, id: channelId } = key;
      await this.fenceSenders(key);
      await prisma.$executeRaw`
        UPDATE outbox SET settled_at = NULL, outcome = NULL, next_attempt_at = clock_timestamp()
        WHERE outcome IN ('channel_disabled', 'refused', 'gave_up') AND id IN (
          SELECT coalesce(n.grouped_into_id, n.id) FROM (
            SELECT DISTINCT ON (incident_id) * FROM outbox
            WHERE team_id = ${teamId}::uuid AND channel_id = ${channelId}::uuid AND incident_id IS NOT NULL
            ORDER BY incident_id, incident_seq DESC) n JOIN incidents i ON i.id = n.incident_id
          WHERE i.closed_at IS NULL AND NOT ${quiet} OR n.type = 'incident.resolved' AND EXISTS (
            SELECT FROM outbox b JOIN outbox s ON s.id = coalesce(b.grouped_into_id, b.id)
            WHERE b.incident_id = n.incident_id AND b.channel_id = n.channel_id AND b.incident_seq < n.incident_seq AND s.outcome = 'delivered'))`;
      await prisma.$executeRaw`
        UPDATE outbox SET settled_at = NULL, outcome = NULL, next_attempt_at = clock_timestamp()
        WHERE outcome IN ('channel_disabled', 'refused', 'gave_up')
          AND team_id = ${teamId}::uuid AND channel_id = ${channelId}::uuid AND type IN ('channel.working', 'channel.unused')`;
    },

    /** The channel of a message, and whether it waits to be sent; null where there is no such message. */
    async ofDelivery(delivery: Key): Promise<{ channelId: string; isWaiting: boolean } | null> {
      const row = await prisma.outbox.findFirst({ where: delivery, select: { channelId: true, settledAt: true } });
      return row === null || row.channelId === null ? null : { channelId: row.channelId, isWaiting: row.settledAt === null };
    },

    async remove(key: Key, atMs: number): Promise<boolean> {
      return (await prisma.channel.updateMany({ where: { ...key, deletedAt: null }, data: { deletedAt: new Date(atMs) } })).count === 1;
    },

    async restore(key: Key): Promise<boolean> {
      return (await prisma.channel.updateMany({ where: { ...key, deletedAt: { not: null } }, data: { deletedAt: null } })).count === 1;
    },
  };
}

function recordOf(row: Channel): ChannelRecord {
  return {
    id: row.id,
    name: row.name,
    // safe because `create` and `update` write nothing else; fields that a kind got later are missing, and are as usual
    config: row.config as ChannelConfig,
    templates: row.templates as AlertTemplates,
    enabled: row.enabled,
    disabledReason: row.disabledReason,
    failingSinceMs: msOf(row.failingSince),
    version: row.version,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
