import { notFound } from "@vedette/core/app-error";
import { ChannelPreference } from "@vedette/core/channel-preference";
import type { Hole } from "@vedette/core/policy-holes";
import { PolicyInput, type PolicyRecord } from "@vedette/core/policy";
import type { Foresight } from "@vedette/core/telling";
import { createPolicy } from "@vedette/engine/create-policy";
import { deletePolicy } from "@vedette/engine/delete-policy";
import { orderPolicies } from "@vedette/engine/order-policies";
import { preferChannel } from "@vedette/engine/prefer-channel";
import { restorePolicy } from "@vedette/engine/restore-policy";
import { tryPolicy } from "@vedette/engine/try-policy";
import { updatePolicy } from "@vedette/engine/update-policy";
import { whoWouldBeTold } from "@vedette/engine/who-would-be-told";
import { z } from "zod";
import { can, router } from "../trpc.ts";

const policyId = z.uuid();
const severity = z.enum(["degraded", "down"]);

export const policiesRouter = router({
  /** In the order in which their tags hold. */
  list: can("policy:read", {}).query(
    async ({ ctx: { deps, actor } }): Promise<PolicyRecord[]> => await deps.db.config.policies.list(actor.teamId),
  ),
  create: can("policy:write", { policy: PolicyInput }).mutation(
    async ({ ctx, input }): Promise<PolicyRecord> => await createPolicy(ctx.deps, ctx.actor, input),
  ),
  /** Open incidents go on with the policy as it was when they opened. */
  update: can("policy:write", { policyId, version: z.int32().positive(), policy: PolicyInput }).mutation(
    async ({ ctx, input }): Promise<PolicyRecord> => await updatePolicy(ctx.deps, ctx.actor, input),
  ),
  order: can("policy:write", { policyIds: z.array(policyId).max(50) }).mutation(
    async ({ ctx, input }): Promise<void> => await orderPolicies(ctx.deps, ctx.actor, input),
  ),
  remove: can("policy:write", { policyId }).mutation(
    async ({ ctx, input }): Promise<void> => await deletePolicy(ctx.deps, ctx.actor, input),
  ),
  restore: can("policy:write", { policyId }).mutation(
    async ({ ctx, input }): Promise<void> => await restorePolicy(ctx.deps, ctx.actor, input),
  ),
  /** What a policy would do, before it is saved. */
  tryOut: can("policy:read", { policy: PolicyInput }).query(
    async ({ ctx, input }): Promise<{ foresight: Foresight; holes: Hole[] }> => await tryPolicy(ctx.deps, ctx.actor, input),
  ),
  /** Who would be told if a monitor broke at a moment, now where none is named. */
  whoWouldBeTold: can("policy:read", { monitorId: z.uuid(), severity, atMs: z.int().min(0).max(8_640_000_000_000).optional() }).query(
    async ({ ctx, input }): Promise<Foresight> => {
      const { atMs = ctx.deps.now(), ...asked } = input;
      const [foresight] = await whoWouldBeTold(ctx.deps, ctx.actor, { ...asked, atMs: [atMs] });
      return foresight ?? { policy: null, turns: [] };
    },
  ),
  /** When a channel may be used, and whom it belongs to. */
  preference: can("channel:read", { channelId: z.uuid() }).query(async ({ ctx: { deps, actor }, input }): Promise<ChannelPreference> => {
    const key = { teamId: actor.teamId, id: input.channelId };
    if ((await deps.db.config.channels.find(key)) === null) throw notFound("channel");
    return await deps.db.config.channelPreferences.of(key);
  }),
  prefer: can("channel:write", { channelId: z.uuid(), preference: ChannelPreference }).mutation(
    async ({ ctx, input }): Promise<void> => await preferChannel(ctx.deps, ctx.actor, input),
  ),
});
