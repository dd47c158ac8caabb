import type { ChannelKind } from "@vedette/core/channel";
import { channelGroups } from "@vedette/core/channel-kind";
import { channelKinds } from "@vedette/core/channel-kinds";
import type { ChannelRow } from "@vedette/core/channel-record";
import type { MarkKey } from "../../ui/status-mark.tsx";

export type ChannelHealth = { mark: MarkKey; word: string };

/** How a channel does: off, failing, never used, or well. */
export function healthOf(channel: Pick<ChannelRow, "enabled" | "disabledReason" | "failingSinceMs" | "lastDelivery">): ChannelHealth {
  if (!channel.enabled) return { mark: "paused", word: channel.disabledReason === null ? "Switched off" : "Switched off by Vedette" };
  if (channel.failingSinceMs !== null) return { mark: "down", word: "Failing" };
  if (channel.lastDelivery === null) return { mark: "no_data", word: "Never used" };
  return channel.lastDelivery.ok ? { mark: "up", word: "Delivering" } : { mark: "degraded", word: "Last try failed" };
}

const everyKind = Object.keys(channelKinds) as ChannelKind[]; // safe because the keys are those of the type

/** The kinds that have all typed words in their name, description or group; all where nothing was typed. */
export function kindsLike(typed: string): ChannelKind[] {
  const words = typed.toLowerCase().split(/\s+/);
  return everyKind.filter((kind) => {
    const { label, about, group } = channelKinds[kind];
    const text = `${kind} ${label} ${about} ${channelGroups[group]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The recipients that were typed: separated by commas, semicolons, spaces or line breaks, each once. */
export function recipientsOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((part) => part !== ""))];
}
