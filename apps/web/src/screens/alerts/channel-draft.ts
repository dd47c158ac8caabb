import type { ChannelKind } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { addressOf, recipientsOf } from "./channel-words.ts";

/** What a person types of a channel: two fields, whatever its kind. */
export type ChannelDraft = { kind: ChannelKind; name: string; address: string };

export function draftOf(channel: Pick<ChannelRecord, "name" | "config">): ChannelDraft {
  return { kind: channel.config.kind, name: channel.name, address: addressOf(channel.config) };
}

/** The same as the server takes it; nothing is judged here. */
export function inputOf(draft: ChannelDraft) {
  const target =
    draft.kind === "email" ? { kind: "email" as const, to: recipientsOf(draft.address) } : { kind: "webhook" as const, url: draft.address };
  return { name: draft.name, target };
}
