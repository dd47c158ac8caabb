import { ChannelInput } from "@vedette/core/channel";
import type { ChannelRecord, ChannelRow } from "@vedette/core/channel-record";
import type { DeliveryRow } from "@vedette/core/incident-record";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

const channelId = z.uuid();

export const channelsRouter = router({
  list: can("channel:read", {}).query((): Promise<ChannelRow[]> => later()),
  /** `secret`: a webhook's signing secret, shown here and never again; null for other kinds. */
  create: can("channel:write", { channel: ChannelInput }).mutation((): Promise<{ channel: ChannelRecord; secret: string | null }> => later()),
  /** The kind of a channel does not change. A webhook keeps its secret. */
  update: can("channel:write", { channelId, version: z.int().positive(), channel: ChannelInput }).mutation((): Promise<ChannelRecord> => later()),
  /** Switching on also clears the reason for which the platform switched it off. */
  setEnabled: can("channel:write", { channelId, enabled: z.boolean() }).mutation((): Promise<ChannelRecord> => later()),
  rotateSecret: can("channel:write", { channelId }).mutation((): Promise<{ channel: ChannelRecord; secret: string }> => later()),
  /** Sends a real message; poll `errands.get` for the service's own answer. */
  test: can("channel:write", { channelId }).mutation((): Promise<{ errandId: string }> => later()),
  remove: can("channel:write", { channelId }).mutation((): Promise<void> => later()),
  restore: can("channel:write", { channelId }).mutation((): Promise<ChannelRecord> => later()),
  /** The delivery log, newest first. `cursor` is the `nextCursor` of the page before. */
  deliveries: can("channel:read", {
    channelId: channelId.optional(),
    cursor: z.int().nonnegative().optional(),
    limit: z.int().min(1).max(100).default(50),
  }).query((): Promise<{ items: DeliveryRow[]; nextCursor: number | null }> => later()),
});
