import type { CorrectionInput } from "@vedette/core/correction";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import { definitionOf } from "./uptime.ts";

/** What counts as uptime, and what people say of stretches of time: as configuration. */
export function uptimeSetupOn(prisma: ConfigClient) {
  return {
    async definition(teamId: string): Promise<UptimeDefinition> {
      const team = await prisma.team.findUnique({ where: { id: teamId }, select: { uptime: true } });
      return definitionOf(team?.uptime);
    },

    /** Also marks every published page of the team for publication that has no definition of its own. */
    async define(teamId: string, definition: UptimeDefinition, atMs: number): Promise<void> {
      await prisma.team.update({ where: { id: teamId }, data: { uptime: jsonOf(definition) } });
      await prisma.$executeRaw`
        UPDATE pages SET dirty_at = coalesce(dirty_at, to_timestamp(${atMs}::bigint / 1000.0))
        WHERE team_id = ${teamId}::uuid AND published AND uptime IS NULL`;
    },

    async correct(
      key: { id: string; teamId: string; monitorId: string },
      input: CorrectionInput,
      by: { id: string; atMs: number },
    ): Promise<void> {
      const { kind, reason, fromMs, untilMs } = input;
      const times = { fromAt: new Date(fromMs), untilAt: new Date(untilMs), createdAt: new Date(by.atMs) };
      await prisma.correction.create({ data: { ...key, kind, reason, ...times, createdById: by.id } });
    },

    /** How many of a monitor hold. */
    async standing(monitor: { teamId: string; id: string }): Promise<number> {
      return await prisma.correction.count({ where: { teamId: monitor.teamId, monitorId: monitor.id, withdrawnAt: null } });
    },

    async find(key: { teamId: string; id: string }): Promise<(CorrectionInput & { monitorId: string; isWithdrawn: boolean }) | null> {
      const row = await prisma.correction.findFirst({ where: key });
      if (row === null) return null;
      return {
        monitorId: row.monitorId,
        kind: row.kind as CorrectionInput["kind"], // safe because a constraint names them
        fromMs: row.fromAt.getTime(),
        untilMs: row.untilAt.getTime(),
        reason: row.reason,
        isWithdrawn: row.withdrawnAt !== null,
      };
    },

    /** False: somebody already did. */
    async withdraw(key: { teamId: string; id: string }, by: { id: string; atMs: number }): Promise<boolean> {
      const data = { withdrawnAt: new Date(by.atMs), withdrawnById: by.id };
      return (await prisma.correction.updateMany({ where: { ...key, withdrawnAt: null }, data })).count === 1;
    },
  };
}
