import { z } from "zod";
import { AlertTemplates } from "./alert-template.ts";
import { EmailTarget } from "./channels/email.ts";
import { SlackTarget } from "./channels/slack.ts";
import { DiscordTarget } from "./channels/discord.ts";
import { TeamsTarget } from "./channels/teams.ts";
import { GoogleChatTarget } from "./channels/googlechat.ts";
import { TelegramTarget } from "./channels/telegram.ts";
import { MattermostTarget } from "./channels/mattermost.ts";
import { RocketChatTarget } from "./channels/rocketchat.ts";
import { MatrixTarget } from "./channels/matrix.ts";
import { ZulipTarget } from "./channels/zulip.ts";
import { WebexTarget } from "./channels/webex.ts";
import { LineTarget } from "./channels/line.ts";
import { SignalTarget } from "./channels/signal.ts";
import { PagerDutyTarget } from "./channels/pagerduty.ts";
import { OpsgenieTarget } from "./channels/opsgenie.ts";
import { IncidentIoTarget } from "./channels/incidentio.ts";
import { SplunkOnCallTarget } from "./channels/splunkoncall.ts";
import { GrafanaOnCallTarget } from "./channels/grafanaoncall.ts";
import { AlertmanagerTarget } from "./channels/alertmanager.ts";
import { Signl4Target } from "./channels/signl4.ts";
import { PushoverTarget } from "./channels/pushover.ts";
import { NtfyTarget } from "./channels/ntfy.ts";
import { GotifyTarget } from "./channels/gotify.ts";
import { PushbulletTarget } from "./channels/pushbullet.ts";
import { WebPushTarget } from "./channels/webpush.ts";
import { AppriseTarget } from "./channels/apprise.ts";
import { SmsTarget } from "./channels/sms.ts";
import { VoiceTarget } from "./channels/voice.ts";
import { WhatsappTarget } from "./channels/whatsapp.ts";
import { GithubTarget } from "./channels/github.ts";
import { GitlabTarget } from "./channels/gitlab.ts";
import { JiraTarget } from "./channels/jira.ts";
import { HttpTarget } from "./channels/http.ts";
import { WebhookInput, WebhookTarget } from "./channels/webhook.ts";
import { singleLine } from "./text.ts";

const typed = [
  EmailTarget,
  SlackTarget,
  DiscordTarget,
  TeamsTarget,
  GoogleChatTarget,
  TelegramTarget,
  MattermostTarget,
  RocketChatTarget,
  MatrixTarget,
  ZulipTarget,
  WebexTarget,
  LineTarget,
  SignalTarget,
  PagerDutyTarget,
  OpsgenieTarget,
  IncidentIoTarget,
  SplunkOnCallTarget,
  GrafanaOnCallTarget,
  AlertmanagerTarget,
  Signl4Target,
  PushoverTarget,
  NtfyTarget,
  GotifyTarget,
  PushbulletTarget,
  WebPushTarget,
  AppriseTarget,
  SmsTarget,
  VoiceTarget,
  WhatsappTarget,
  GithubTarget,
  GitlabTarget,
  JiraTarget,
  HttpTarget,
] as const;

/** Where alerts go, complete: what a sender needs. Lives only in memory; at rest it is sealed. */
export const ChannelTarget = z.discriminatedUnion("kind", [...typed, WebhookTarget]);
export type ChannelTarget = z.output<typeof ChannelTarget>;
export type ChannelKind = ChannelTarget["kind"];

const TypedTarget = z.discriminatedUnion("kind", [...typed, WebhookInput]);

/** What a person types. Where a secret is kept, its hidden form stands for it. A webhook's signing secret is made by us and shown once. */
export const ChannelInput = z.strictObject({
  name: singleLine("The name", 100),
  target: TypedTarget,
  templates: AlertTemplates.default({}),
});
export type ChannelInput = z.output<typeof ChannelInput>;

/** The public half of a target: what people may read again, with the secrets hidden (`secret-fields.ts`). */
export type ChannelConfig = ChannelInput["target"];
