import { allows, permissions } from "@vedette/core/access";
import { Retention } from "@vedette/core/retention";
import { type AuditRow, type TeamDetail, TeamName, type TeamSummary, TeamVoice } from "@vedette/core/team-record";
import { UptimeDefinition } from "@vedette/core/uptime-definition";
import { createTeam } from "@vedette/engine/create-team";
import { deleteTeam } from "@vedette/engine/delete-team";
import { defineUptime, readUptime } from "@vedette/engine/define-uptime";
import { renameTeam } from "@vedette/engine/rename-team";
import { setRetention } from "@vedette/engine/set-retention";
import { setVoice } from "@vedette/engine/set-voice";
import { z } from "zod";
import { can, direction, router, signedIn } from "../trpc.ts";

const auditPage = 50;

export const teamRouter = router({
  create: signedIn({ name: TeamName }).mutation(
    async ({ ctx, input }): Promise<TeamSummary> => await createTeam(ctx.deps, ctx.person, input),
  ),
  get: can("team:read", {}).query(({ ctx: { team } }): TeamDetail => {
    return { ...team, permissions: permissions.filter((permission) => allows(team.role, permission)) };
  }),
  rename: can("team:write", { name: TeamName }).mutation(async ({ ctx, input }): Promise<TeamSummary> => {
    await renameTeam(ctx.deps, ctx.actor, input);
    const { id, slug, isSample, role } = ctx.team;
    return { id, slug, name: input.name, isSample, role };
  }),
  /** What counts as uptime wherever a page has no definition of its own. */
  uptime: can("team:read", {}).query(async ({ ctx }): Promise<UptimeDefinition> => await readUptime(ctx.deps, ctx.actor)),
  defineUptime: can("team:write", { definition: UptimeDefinition }).mutation(
    async ({ ctx, input }): Promise<void> => await defineUptime(ctx.deps, ctx.actor, input),
  ),
  /** In which language and time zone alerts speak. */
  voice: can("team:read", {}).query(async ({ ctx }): Promise<TeamVoice> => await ctx.deps.db.config.teams.voice(ctx.actor.teamId)),
  setVoice: can("team:write", { voice: TeamVoice }).mutation(
    async ({ ctx, input }): Promise<void> => await setVoice(ctx.deps, ctx.actor, input.voice),
  ),
  /** `longestChecksDays`: for how long the instance keeps single checks. */
  retention: can("team:read", {}).query(async ({ ctx }): Promise<Retention & { longestChecksDays: number }> => {
    return { ...(await ctx.deps.db.config.teams.retention(ctx.actor.teamId)), longestChecksDays: ctx.deps.env.KEEP_CHECKS_DAYS };
  }),
  /** What is older than that is deleted within the hour, for good. */
  setRetention: can("team:write", Retention.shape).mutation(
    async ({ ctx, input: { checksDays, historyDays } }): Promise<void> =>
      await setRetention(ctx.deps, ctx.actor, { checksDays, historyDays }, ctx.deps.env.KEEP_CHECKS_DAYS),
  ),
  /** `typedName` must equal the team's name. Its monitors stop within seconds. */
  remove: can("team:delete", { typedName: z.string().max(200) }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteTeam(ctx.deps, ctx.actor, { name: ctx.team.name, typedName: input.typedName }),
  ),
  /** Newest first; `cursor` is the `nextCursor` of the page before. */
  audit: can("audit:read", { cursor: z.int().positive().optional(), direction }).query(
    async ({ ctx, input }): Promise<{ items: AuditRow[]; nextCursor: number | null }> => {
      const items = await ctx.deps.db.config.audit.list(ctx.actor.teamId, input.cursor ?? null, auditPage);
      return { items, nextCursor: items.length === auditPage ? (items.at(-1)?.id ?? null) : null };
    },
  ),
});
