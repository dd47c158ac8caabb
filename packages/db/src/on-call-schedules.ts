import { type Override, ScheduleInput, type ScheduleRecord } from "@vedette/core/on-call";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import type { OnCallSchedule } from "./generated/client.ts";

type Key = { teamId: string; id: string };
/** A schedule with the key of its calendar. */
export type KeyedSchedule = ScheduleRecord & { feedToken: string };

export function onCallSchedulesOn(prisma: ConfigClient) {
  const withOverrides = async (rows: OnCallSchedule[]): Promise<KeyedSchedule[]> => {
    const found = await prisma.onCallOverride.findMany({
      where: { scheduleId: { in: rows.map((row) => row.id) } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      layers: ScheduleInput.shape.layers.parse(row.layers),
      note: row.note,
      version: row.version,
      feedToken: row.feedToken,
      overrides: found
        .filter((each) => each.scheduleId === row.id)
        .map(({ id, userId, fromAt, untilAt }) => ({ id, userId, fromMs: fromAt.getTime(), untilMs: untilAt.getTime() })),
    }));
  };

  return {
    /** Sorted by name; deleted ones left out. */
    async list(teamId: string): Promise<KeyedSchedule[]> {
      return await withOverrides(
        await prisma.onCallSchedule.findMany({ where: { teamId, deletedAt: null }, orderBy: [{ name: "asc" }, { id: "asc" }] }),
      );
    },

    async find(key: Key): Promise<KeyedSchedule | null> {
      const [found] = await withOverrides(await prisma.onCallSchedule.findMany({ where: { ...key, deletedAt: null } }));
      return found ?? null;
    },

    /** By the key in its calendar's address, which needs no team. */
    async byToken(feedToken: string): Promise<(KeyedSchedule & { teamId: string }) | null> {
      const row = await prisma.onCallSchedule.findFirst({ where: { feedToken, deletedAt: null } });
      if (row === null) return null;
      const [schedule] = await withOverrides([row]);
      return schedule === undefined ? null : { ...schedule, teamId: row.teamId };
    },

    async create(key: Key, input: ScheduleInput, feedToken: string, atMs: number): Promise<void> {
      await prisma.onCallSchedule.create({ data: { ...key, ...columnsOf(input), feedToken, createdAt: new Date(atMs) } });
    },

    /** Writes only if the schedule still has the version that the edit was made from; else false. */
    async update(key: Key, version: number, input: ScheduleInput): Promise<boolean> {
      const data = { ...columnsOf(input), version: { increment: 1 } };
      return (await prisma.onCallSchedule.updateMany({ where: { ...key, version, deletedAt: null }, data })).count === 1;
    },

    async remove(key: Key, atMs: number): Promise<boolean> {
      return (
        (await prisma.onCallSchedule.updateMany({ where: { ...key, deletedAt: null }, data: { deletedAt: new Date(atMs) } })).count === 1
      );
    },

    async restore(key: Key): Promise<boolean> {
      return (
        (await prisma.onCallSchedule.updateMany({ where: { ...key, deletedAt: { not: null } }, data: { deletedAt: null } })).count === 1
      );
    },

    async addOverride(
      teamId: string,
      scheduleId: string,
      { id, userId, fromMs, untilMs }: Override,
      by: string,
      atMs: number,
    ): Promise<void> {
      const times = { fromAt: new Date(fromMs), untilAt: new Date(untilMs), createdAt: new Date(atMs) };
      await prisma.onCallOverride.create({ data: { id, teamId, scheduleId, userId, createdById: by, ...times } });
    },

    async removeOverride(key: Key): Promise<boolean> {
      return (await prisma.onCallOverride.deleteMany({ where: key })).count === 1;
    },

    async findOverride(key: Key): Promise<(Override & { scheduleId: string }) | null> {
      const row = await prisma.onCallOverride.findFirst({ where: key });
      return row === null
        ? null
        : { id: row.id, scheduleId: row.scheduleId, userId: row.userId, fromMs: row.fromAt.getTime(), untilMs: row.untilAt.getTime() };
    },

    async setFeedToken(key: Key, feedToken: string): Promise<boolean> {
      return (await prisma.onCallSchedule.updateMany({ where: { ...key, deletedAt: null }, data: { feedToken } })).count === 1;
    },

    /** The key of a person's own calendar in a team; null: none was asked for. */
    async personalToken(member: { teamId: string; userId: string }): Promise<string | null> {
      return (await prisma.member.findFirst({ where: member, select: { feedToken: true } }))?.feedToken ?? null;
    },

    async setPersonalToken(member: { teamId: string; userId: string }, feedToken: string): Promise<void> {
      await prisma.member.updateMany({ where: member, data: { feedToken } });
    },

    async memberByToken(feedToken: string): Promise<{ teamId: string; userId: string } | null> {
      return await prisma.member.findUnique({ where: { feedToken }, select: { teamId: true, userId: true } });
    },
  };
}

function columnsOf({ name, layers, note }: ScheduleInput) {
  return { name, layers: jsonOf(layers), note };
}
