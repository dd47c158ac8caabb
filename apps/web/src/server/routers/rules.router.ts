import type { BackTest } from "@vedette/core/back-test";
import { RuleInput, type RuleNoise, type RuleRecord, type RuleRow } from "@vedette/core/rule";
import { backTestRule } from "@vedette/engine/back-test-rule";
import { createRule } from "@vedette/engine/create-rule";
import { deleteRule } from "@vedette/engine/delete-rule";
import { readMetricNames, readRule, readRuleNoise, readRules } from "@vedette/engine/read-rules";
import { updateRule } from "@vedette/engine/update-rule";
import { z } from "zod";
import { can, router } from "../trpc.ts";

export const rulesRouter = router({
  /** All of the team, or those that look at one monitor. */
  list: can("monitor:read", { monitorId: z.uuid().nullable().default(null) }).query(
    async ({ ctx, input }): Promise<RuleRow[]> => await readRules(ctx.deps, ctx.actor, input),
  ),
  get: can("monitor:read", { ruleId: z.uuid() }).query(
    async ({ ctx, input }): Promise<RuleRecord> => await readRule(ctx.deps, ctx.actor, input),
  ),
  metrics: can("monitor:read", { monitorId: z.uuid().nullable().default(null) }).query(
    async ({ ctx, input }): Promise<string[]> => await readMetricNames(ctx.deps, ctx.actor, input),
  ),
  noise: can("monitor:read", {}).query(async ({ ctx }): Promise<RuleNoise[]> => await readRuleNoise(ctx.deps, ctx.actor)),
  backTest: can("monitor:write", { rule: RuleInput, days: z.union([z.literal(7), z.literal(30)]) }).query(
    async ({ ctx, input }): Promise<BackTest> => await backTestRule(ctx.deps, ctx.actor, input),
  ),
  create: can("monitor:write", { rule: RuleInput }).mutation(
    async ({ ctx, input }): Promise<RuleRecord> => await createRule(ctx.deps, ctx.actor, input),
  ),
  update: can("monitor:write", { ruleId: z.uuid(), rule: RuleInput }).mutation(
    async ({ ctx, input }): Promise<RuleRecord> => await updateRule(ctx.deps, ctx.actor, input),
  ),
  remove: can("monitor:write", { ruleId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteRule(ctx.deps, ctx.actor, input),
  ),
});
