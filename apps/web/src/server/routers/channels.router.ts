import type { AlertMessage } from "@vedette/core/alert";
import { notFound } from "@vedette/core/app-error";
import { ChannelInput } from "@vedette/core/channel";
import type { ChannelRecord, ChannelRow } from "@vedette/core/channel-record";
import type { DeliveryRow } from "@vedette/core/incident-record";
import type { TeamVoice } from "@vedette/core/team-record";
import { createChannel } from "@vedette/engine/create-channel";
import { deleteChannel } from "@vedette/engine/delete-channel";
import { exampleAlerts } from "@vedette/engine/example-alerts";
import { requestErrand } from "@vedette/engine/request-errand";
import { restoreChannel } from "@vedette/engine/restore-channel";
import { rotateChannelSecret } from "@vedette/engine/rotate-channel-secret";
import { sendAgain } from "@vedette/engine/send-again";
import { switchChannel } from "@vedette/engine/switch-channel";
import { updateChannel } from "@vedette/engine/update-channel";
import { z } from "zod";
import { can, direction, router } from "../trpc.ts";

const channelId = z.uuid();
const weekMs = 7 * 86_400_000;

export const channelsRouter = router({
  list: can("channel:read", {}).query(async ({ ctx: { deps, actor } }): Promise<ChannelRow[]> => {
    const [channels, owners, activity] = await Promise.all([
      deps.db.config.channels.list(actor.teamId),
      deps.db.config.channelPreferences.owners(actor.teamId),
      deps.db.deliveryLog.activity(actor.teamId, deps.now() - weekMs),
    ]);
    const none = { deliveries: { delivered: 0, failed: 0, waiting: 0 }, lastDelivery: null };
    return channels.map((channel) => ({
      ...channel,
      ownerId: owners.get(channel.id) ?? null,
      ...(activity.get(channel.id) ?? none),
    }));
  }),
  /** `secret`: a webhook's signing secret, shown here and never again; null for other kinds. */
  create: can("channel:write", { channel: ChannelInput }).mutation(
    async ({ ctx, input }): Promise<{ channel: ChannelRecord; secret: string | null }> => await createChannel(ctx.deps, ctx.actor, input),
  ),
  /** The kind of a channel does not change. Secrets whose hidden form is sent back stay, and so does a webhook's signing secret. */
  update: can("channel:write", { channelId, version: z.int32().positive(), channel: ChannelInput }).mutation(
    async ({ ctx, input }): Promise<ChannelRecord> => await updateChannel(ctx.deps, ctx.actor, input),
  ),
  /** Switching on also clears the reason for which the platform switched it off. */
  setEnabled: can("channel:write", { channelId, enabled: z.boolean() }).mutation(
    async ({ ctx, input }): Promise<ChannelRecord> => await switchChannel(ctx.deps, ctx.actor, input),
  ),
  rotateSecret: can("channel:write", { channelId }).mutation(
    async ({ ctx, input }): Promise<{ channel: ChannelRecord; secret: string }> => await rotateChannelSecret(ctx.deps, ctx.actor, input),
  ),
  /** Sends a real message; poll `errands.get` for the service's own answer. */
  test: can("channel:write", { channelId }).mutation(async ({ ctx, input }): Promise<{ errandId: string }> => {
    await ctx.deps.limits.use("mail", ctx.person.userId);
    return await requestErrand(ctx.deps, ctx.actor, { kind: "channel_test", channelId: input.channelId });
  }),
  /** What the team's newest incident would be told as, one message of each type, to try own words on. */
  examples: can("channel:read", {}).query(
    async ({ ctx }): Promise<{ messages: AlertMessage[]; voice: TeamVoice }> => await exampleAlerts(ctx.deps, ctx.actor, ctx.team),
  ),
  /** Sends a settled message once more, under its id. */
  sendAgain: can("channel:write", { deliveryId: z.uuid() }).mutation(async ({ ctx, input }): Promise<void> => {
    await ctx.deps.limits.use("mail", ctx.person.userId);
    await sendAgain(ctx.deps, ctx.actor, input);
  }),
  remove: can("channel:write", { channelId }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteChannel(ctx.deps, ctx.actor, input),
  ),
  restore: can("channel:write", { channelId }).mutation(
    async ({ ctx, input }): Promise<ChannelRecord> => await restoreChannel(ctx.deps, ctx.actor, input),
  ),
  /** The delivery log, newest first. `cursor` is the `nextCursor` of the page before. */
  deliveries: can("channel:read", {
    channelId: channelId.optional(),
    cursor: z.int().min(0).max(8_640_000_000_000).optional(),
    direction,
    limit: z.int().min(1).max(100).default(50),
  }).query(async ({ ctx: { deps, actor }, input }): Promise<{ items: DeliveryRow[]; nextCursor: number | null }> => {
    if (input.channelId !== undefined && (await deps.db.config.channels.find({ teamId: actor.teamId, id: input.channelId })) === null) {
      throw notFound("channel");
    }
    const filter = { channelId: input.channelId ?? null, incidentId: null, beforeMs: input.cursor ?? null, limit: input.limit };
    const items = await deps.db.deliveryLog.list(actor.teamId, filter);
    return { items, nextCursor: items.length === input.limit ? (items.at(-1)?.createdAtMs ?? null) : null };
  }),
});
