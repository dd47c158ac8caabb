import type { ChannelInput, ChannelTarget } from "@vedette/core/channel";
import type { ChannelConfig } from "@vedette/core/channel-record";
import type { ChannelContent } from "@vedette/db/channels";
import { randomBytes } from "node:crypto";
import { type Sealer, channelContext } from "./seal.ts";

type Key = { teamId: string; id: string };

/** Standard Webhooks: 32 random bytes. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

export function targetWith(target: ChannelInput["target"], secret: string | null): ChannelTarget {
  if (target.kind === "email") return target;
  return { ...target, secret: secret ?? newWebhookSecret() };
}

export function secretOf(target: ChannelTarget): string | null {
  return target.kind === "webhook" ? target.secret : null;
}

/** A channel as it rests: readable what people may read again, sealed the whole. */
export function contentOf(sealer: Sealer, key: Key, name: string, target: ChannelTarget): ChannelContent {
  return { name, config: configOf(target), sealed: new Uint8Array(sealer.seal(JSON.stringify(target), channelContext(key))) };
}

function configOf(target: ChannelTarget): ChannelConfig {
  return target.kind === "email" ? { kind: "email", to: target.to } : { kind: "webhook", url: withoutQuery(target.url) };
}

/** The path or query of a webhook is often a key itself: people get to see the origin and that there was more. */
function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.pathname === "/" && url.search === "" ? url.origin : `${url.origin}/…`;
}
