import type { ChannelKind, ChannelConfig } from "./channel.ts";
import type { ChannelKindInfo } from "./channel-kind.ts";
import { email } from "./channels/email.ts";
import { webhook } from "./channels/webhook.ts";
import { slack } from "./channels/slack.ts";
import { discord } from "./channels/discord.ts";
import { teams } from "./channels/teams.ts";
import { googlechat } from "./channels/googlechat.ts";
import { telegram } from "./channels/telegram.ts";
import { mattermost } from "./channels/mattermost.ts";
import { rocketchat } from "./channels/rocketchat.ts";
import { matrix } from "./channels/matrix.ts";
import { zulip } from "./channels/zulip.ts";
import { webex } from "./channels/webex.ts";
import { line } from "./channels/line.ts";
import { signal } from "./channels/signal.ts";
import { pagerduty } from "./channels/pagerduty.ts";
import { opsgenie } from "./channels/opsgenie.ts";
import { incidentio } from "./channels/incidentio.ts";
import { splunkoncall } from "./channels/splunkoncall.ts";
import { grafanaoncall } from "./channels/grafanaoncall.ts";
import { alertmanager } from "./channels/alertmanager.ts";
import { signl4 } from "./channels/signl4.ts";
import { pushover } from "./channels/pushover.ts";
import { ntfy } from "./channels/ntfy.ts";
import { gotify } from "./channels/gotify.ts";
import { pushbullet } from "./channels/pushbullet.ts";
import { webpush } from "./channels/webpush.ts";
import { apprise } from "./channels/apprise.ts";
import { sms } from "./channels/sms.ts";
import { voice } from "./channels/voice.ts";
import { whatsapp } from "./channels/whatsapp.ts";
import { github } from "./channels/github.ts";
import { gitlab } from "./channels/gitlab.ts";
import { jira } from "./channels/jira.ts";
import { http } from "./channels/http.ts";

type ChannelKinds = { [Kind in ChannelKind]: ChannelKindInfo };

/** What the house knows of each kind of channel. A further kind is a file in `channels/`, a line here, one in `channel.ts` and one in `outbound/send.ts`. */
// safe because each entry is called with targets of its own kind alone: the functions below look it up by the target's kind
export const channelKinds = {
  email,
  webhook,
  slack,
  discord,
  teams,
  googlechat,
  telegram,
  mattermost,
  rocketchat,
  matrix,
  zulip,
  webex,
  line,
  signal,
  pagerduty,
  opsgenie,
  incidentio,
  splunkoncall,
  grafanaoncall,
  alertmanager,
  signl4,
  pushover,
  ntfy,
  gotify,
  pushbullet,
  webpush,
  apprise,
  sms,
  voice,
  whatsapp,
  github,
  gitlab,
  jira,
  http,
} as unknown as ChannelKinds;

/** What a kind is called, be it one that is no more. */
export function channelLabel(kind: string): string {
  return isChannelKind(kind) ? channelKinds[kind].label : kind;
}

export function isChannelKind(kind: string): kind is ChannelKind {
  return Object.hasOwn(channelKinds, kind);
}

/** Where a channel's messages go, in one line, free of secrets. */
export function channelAddress(config: ChannelConfig): string {
  return channelKinds[config.kind].address(config);
}

/** Where the secrets that a person typed are sent: kept ones may not follow a channel to anywhere else. */
export function channelDestination(config: ChannelConfig): string {
  return channelKinds[config.kind].destination?.(config) ?? config.kind;
}
