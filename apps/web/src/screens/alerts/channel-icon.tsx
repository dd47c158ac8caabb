import type { ChannelKind } from "@vedette/core/channel";
import type { ChannelGroup } from "@vedette/core/channel-kind";
import { channelKinds } from "@vedette/core/channel-kinds";
import { Bell, CircleDot, type LucideIcon, Mail, MessageSquare, Phone, Siren, Webhook } from "lucide-react";

const icons: Record<ChannelGroup, LucideIcon> = {
  usual: Mail,
  chat: MessageSquare,
  oncall: Siren,
  push: Bell,
  phone: Phone,
  issues: CircleDot,
};

/** The sign of a kind's group; of the first group only mail is a letter. */
export function ChannelIcon({ kind }: { kind: ChannelKind }) {
  const Icon = kind === "webhook" || kind === "http" ? Webhook : icons[channelKinds[kind].group];
  return <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />;
}
