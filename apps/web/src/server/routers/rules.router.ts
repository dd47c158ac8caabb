import { RuleInput, type RuleRecord } from "@vedette/core/rule";
import { createRule } from "@vedette/engine/create-rule";
import { deleteRule } from "@vedette/engine/delete-rule";
import { findMonitor } from "@vedette/engine/read-monitors";
import { updateRule } from "@vedette/engine/update-rule";
import { z } from "zod";
import { can, router } from "../trpc.ts";

export const rulesRouter = router({
  list: can("monitor:read", { monitorId: z.uuid() }).query(async ({ ctx, input }): Promise<RuleRecord[]> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    return await ctx.deps.db.config.rules.ofMonitor(ctx.actor.teamId, monitor.id);
  }),
  create: can("monitor:write", { monitorId: z.uuid(), rule: RuleInput }).mutation(
    async ({ ctx, input }): Promise<RuleRecord> => await createRule(ctx.deps, ctx.actor, input),
  ),
  update: can("monitor:write", { ruleId: z.uuid(), rule: RuleInput }).mutation(
    async ({ ctx, input }): Promise<RuleRecord> => await updateRule(ctx.deps, ctx.actor, input),
  ),
  remove: can("monitor:write", { ruleId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteRule(ctx.deps, ctx.actor, input),
  ),
});
