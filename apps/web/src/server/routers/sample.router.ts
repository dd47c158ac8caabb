import type { TeamSummary } from "@vedette/core/team-record";
import { createSampleTeam, deleteSampleTeam } from "@vedette/engine/sample";
import { can, router, signedIn } from "../trpc.ts";

export const sampleRouter = router({
  /** A badged demo team with 90 days of history. A second call answers with the one that exists. */
  create: signedIn({}).mutation(async ({ ctx }): Promise<TeamSummary> => {
    await ctx.deps.limits.use("sample", ctx.person.userId);
    return await createSampleTeam(ctx.deps, ctx.person);
  }),
  /** Refuses any team that is not a sample. */
  remove: can("team:delete", {}).mutation(async ({ ctx }): Promise<void> => await deleteSampleTeam(ctx.deps, ctx.actor)),
});
