import { type Role, isRole } from "@vedette/core/access";
import type { Retention } from "@vedette/core/retention";
import type { TeamSummary, TeamVoice } from "@vedette/core/team-record";
import type { ConfigClient } from "./config-client.ts";

export type Membership = TeamSummary & { createdAtMs: number };

/** Throws on a role that no version of Vedette has written. */
export function roleOf(text: string | null): Role {
  if (text !== null && isRole(text)) return text;
  throw new Error(`unknown role ${text}`);
}

export function teamsOn(prisma: ConfigClient) {
  return {
    /** Of any team: for the system's own verbs, which act for nobody in particular. */
    async name(id: string): Promise<string | null> {
      const row = await prisma.team.findUnique({ where: { id }, select: { name: true } });
      return row?.name ?? null;
    },

    /** The team of that address as the user sees it; null when it does not exist or they are no member: one answer for both. */
    async membership(slug: string, userId: string): Promise<Membership | null> {
      const team = await prisma.team.findUnique({ where: { slug } });
      const member = team === null ? null : await prisma.member.findUnique({ where: { teamId_userId: { teamId: team.id, userId } } });
      return team === null || member === null ? null : summaryOf(team, member.role);
    },

    /** All teams of a person, in the order of joining. */
    async ofUser(userId: string): Promise<TeamSummary[]> {
      const members = await prisma.member.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
      const teams = await prisma.team.findMany({ where: { id: { in: members.map((member) => member.teamId) } } });
      const byId = new Map(teams.map((team) => [team.id, team]));
      return members.flatMap((member) => {
        const team = byId.get(member.teamId);
        return team === undefined ? [] : [summaryOf(team, member.role)];
      });
    },

    /** Lets one configuration change of a team happen after the other, until the transaction ends. Checks do not wait for it. */
    async serialise(teamId: string): Promise<void> {
      await prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${teamId}, 0))`;
    },

    async isSlugTaken(slug: string): Promise<boolean> {
      return (await prisma.team.count({ where: { slug } })) > 0;
    },

    async create(team: { id: string; name: string; slug: string; pingKey: string; isSample?: boolean }, atMs: number): Promise<void> {
      await prisma.team.create({ data: { ...team, createdAt: new Date(atMs) } });
    },

    async rename(teamId: string, name: string): Promise<void> {
      await prisma.team.update({ where: { id: teamId }, data: { name } });
    },

    /** In which language and time zone the team's alerts speak. */
    async voice(teamId: string): Promise<TeamVoice> {
      const row = await prisma.team.findUnique({ where: { id: teamId }, select: { language: true, timeZone: true } });
      return { language: row?.language === "de" ? "de" : "en", timeZone: row?.timeZone ?? "UTC" };
    },

    async setVoice(teamId: string, { language, timeZone }: TeamVoice): Promise<void> {
      await prisma.team.update({ where: { id: teamId }, data: { language, timeZone } });
    },

    async retention(teamId: string): Promise<Retention> {
      const row = await prisma.team.findUnique({ where: { id: teamId }, select: { keepChecksDays: true, keepHistoryDays: true } });
      return { checksDays: row?.keepChecksDays ?? null, historyDays: row?.keepHistoryDays ?? null };
    },

    async setRetention(teamId: string, { checksDays, historyDays }: Retention): Promise<void> {
      await prisma.team.update({ where: { id: teamId }, data: { keepChecksDays: checksDays, keepHistoryDays: historyDays } });
    },

    /** Everything of the team goes with it: monitors, schedules, channels, pages, incidents, members. Returns the ids of its pages. */
    async remove(teamId: string): Promise<string[]> {
      const pages = await prisma.page.findMany({ where: { teamId }, select: { id: true } });
      const monitors = await prisma.monitor.findMany({ where: { teamId }, select: { compatNumber: true } });
      const numbers = monitors.map((monitor) => monitor.compatNumber);
      // Rollups carry no team and so no foreign key; results and evidence leave with their daily partitions.
      await prisma.$executeRaw`DELETE FROM rollups WHERE monitor_no = ANY(${numbers}::int[])`;
      await prisma.$executeRaw`DELETE FROM rollup_dirty WHERE monitor_no = ANY(${numbers}::int[])`;
      await prisma.team.delete({ where: { id: teamId } });
      return pages.map((page) => page.id);
    },

    /** Tells the open screens of the team which lists have changed, once the transaction has committed. */
    async announce(teamId: string, topics: readonly string[]): Promise<void> {
      await prisma.$executeRaw`SELECT pg_notify('vedette_changes', ${teamId} || ':' || topic) FROM unnest(${[...topics]}::text[]) AS topic`;
    },
  };
}

type TeamRow = { id: string; slug: string; name: string; isSample: boolean; createdAt: Date };
function summaryOf(team: TeamRow, role: string): Membership {
  return {
    id: team.id,
    slug: team.slug,
    name: team.name,
    isSample: team.isSample,
    role: roleOf(role),
    createdAtMs: team.createdAt.getTime(),
  };
}
