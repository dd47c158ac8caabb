import { type ChannelConfig, type ChannelInput, ChannelTarget } from "@vedette/core/channel";
import { mapSecrets } from "@vedette/core/secret-fields";
import type { ChannelContent } from "@vedette/db/channels";
import { randomBytes } from "node:crypto";
import { type Sealer, channelContext } from "./seal.ts";

type Key = { teamId: string; id: string };

/** Standard Webhooks: 32 random bytes. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The complete target of a typed one. `secret`: a webhook's, which stays; null: it is made. */
export function targetWith(target: ChannelInput["target"], secret: string | null): ChannelTarget {
  return target.kind === "webhook" ? { ...target, secret: secret ?? newWebhookSecret() } : target;
}

export function secretOf(target: ChannelTarget): string | null {
  return target.kind === "webhook" ? target.secret : null;
}

/** A channel as it rests: readable what people may read again, sealed the whole. */
export function contentOf(
  sealer: Sealer,
  key: Key,
  { name, templates }: Pick<ChannelInput, "name" | "templates">,
  target: ChannelTarget,
): ChannelContent {
  return { name, templates, config: configOf(target), sealed: new Uint8Array(sealer.seal(JSON.stringify(target), channelContext(key))) };
}

/** The public half: each secret hidden, a webhook's signing secret left out. */
export function configOf(target: ChannelTarget): ChannelConfig {
  const shown = mapSecrets(ChannelTarget, target, (secret, _path, hidden) => (secret === "" ? "" : hidden));
  if (shown.kind !== "webhook") return shown;
  const { secret: _secret, ...rest } = shown;
  return rest;
}
