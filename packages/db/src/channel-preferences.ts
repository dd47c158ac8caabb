import type { ChannelPreference } from "@vedette/core/channel-preference";
import type { WeeklyHours } from "@vedette/core/weekly-hours";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import { Prisma } from "./generated/client.ts";

type Key = { teamId: string; id: string };
const usual: ChannelPreference = { ownerId: null, quiet: null, perMinute: null };

/** When channels may be used, and for whom. */
export function channelPreferencesOn(prisma: ConfigClient) {
  return {
    async of({ teamId, id }: Key): Promise<ChannelPreference> {
      const row = await prisma.channelPreference.findFirst({ where: { teamId, channelId: id } });
      if (row === null) return usual;
      return { ownerId: row.ownerId, quiet: row.quiet as WeeklyHours | null, perMinute: row.perMinute }; // safe because `set` writes nothing else
    },

    async set({ teamId, id: channelId }: Key, preference: ChannelPreference): Promise<void> {
      const quiet = preference.quiet === null ? Prisma.DbNull : jsonOf(preference.quiet);
      const data = { ownerId: preference.ownerId, perMinute: preference.perMinute, quiet };
      await prisma.channelPreference.upsert({ where: { channelId }, create: { channelId, teamId, ...data }, update: data });
    },

    /** The channels of a team that belong to people, with whom. */
    async owners(teamId: string): Promise<Map<string, string>> {
      const rows = await prisma.channelPreference.findMany({ where: { teamId, ownerId: { not: null } } });
      return new Map(rows.flatMap(({ channelId, ownerId }) => (ownerId === null ? [] : [[channelId, ownerId]])));
    },

    /** Of these people those who had never a channel of their own, deleted ones counted. */
    async without(teamId: string, userIds: readonly string[]): Promise<string[]> {
      const rows = await prisma.channelPreference.findMany({ where: { teamId, ownerId: { in: [...userIds] } }, select: { ownerId: true } });
      const owners = new Set(rows.map((row) => row.ownerId));
      return userIds.filter((id) => !owners.has(id));
    },

    /** Takes the channels of a person who leaves the team out of use. */
    async removeOf(teamId: string, ownerId: string, atMs: number): Promise<void> {
      const rows = await prisma.channelPreference.findMany({ where: { teamId, ownerId }, select: { channelId: true } });
      const id = { in: rows.map((row) => row.channelId) };
      await prisma.channel.updateMany({ where: { teamId, id, deletedAt: null }, data: { deletedAt: new Date(atMs) } });
    },
  };
}
