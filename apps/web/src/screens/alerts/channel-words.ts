import type { ChannelConfig, ChannelRow } from "@vedette/core/channel-record";
import type { MarkKey } from "../../ui/status-mark.tsx";

/** Where a channel's messages go, in one line. */
export function addressOf(config: ChannelConfig): string {
  return config.kind === "email" ? config.to.join(", ") : config.url;
}

export function kindOf(config: ChannelConfig): string {
  return config.kind === "email" ? "E-mail" : "Webhook";
}

export type ChannelHealth = { mark: MarkKey; word: string };

/** How a channel does: off, failing, never used, or well. */
export function healthOf(channel: Pick<ChannelRow, "enabled" | "disabledReason" | "failingSinceMs" | "lastDelivery">): ChannelHealth {
  if (!channel.enabled) return { mark: "paused", word: channel.disabledReason === null ? "Switched off" : "Switched off by Vedette" };
  if (channel.failingSinceMs !== null) return { mark: "down", word: "Failing" };
  if (channel.lastDelivery === null) return { mark: "no_data", word: "Never used" };
  return channel.lastDelivery.ok ? { mark: "up", word: "Delivering" } : { mark: "degraded", word: "Last try failed" };
}

/** The recipients that were typed: separated by commas, semicolons, spaces or line breaks, each once. */
export function recipientsOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((part) => part !== ""))];
}
