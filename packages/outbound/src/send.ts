import type { AlertMessage, OutboundMessage, Receipt } from "@vedette/core/alert";
import { type AlertPhrases, alertPhrases } from "@vedette/core/alert-phrases";
import { alertWords } from "@vedette/core/alert-words";
import { ChannelTarget } from "@vedette/core/channel";
import { channelKinds } from "@vedette/core/channel-kinds";
import { mapSecrets } from "@vedette/core/secret-fields";
import { type Presses, type SendContext, usualContext } from "@vedette/core/send-context";
import { callService } from "./call-service.ts";
import type { Alert, AlertButton, ChannelIo, ChannelSender } from "./channel-sender.ts";
import { Deadline } from "./deadline.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { hider } from "./redaction.ts";
import { sendAlertmanager } from "./channels/send-alertmanager.ts";
import { sendApprise } from "./channels/send-apprise.ts";
import { sendMattermost, sendRocketChat } from "./channels/send-attachment.ts";
import { sendDiscord } from "./channels/send-discord.ts";
import { sendEmail, sendSystemMail } from "./channels/send-email.ts";
import { sendGithub } from "./channels/send-github.ts";
import { sendGitlab } from "./channels/send-gitlab.ts";
import { sendGoogleChat } from "./channels/send-googlechat.ts";
import { sendGotify } from "./channels/send-gotify.ts";
import { sendGrafanaOnCall } from "./channels/send-grafanaoncall.ts";
import { sendHttp, sendWebhook } from "./channels/send-http.ts";
import { sendIncidentIo } from "./channels/send-incidentio.ts";
import { sendJira } from "./channels/send-jira.ts";
import { sendLine } from "./channels/send-line.ts";
import { sendMatrix } from "./channels/send-matrix.ts";
import { sendNtfy } from "./channels/send-ntfy.ts";
import { sendOpsgenie } from "./channels/send-opsgenie.ts";
import { sendPagerDuty } from "./channels/send-pagerduty.ts";
import { sendPushbullet } from "./channels/send-pushbullet.ts";
import { sendPushover } from "./channels/send-pushover.ts";
import { sendSignal } from "./channels/send-signal.ts";
import { sendSignl4 } from "./channels/send-signl4.ts";
import { sendSlack } from "./channels/send-slack.ts";
import { sendSplunkOnCall } from "./channels/send-splunkoncall.ts";
import { sendTeams } from "./channels/send-teams.ts";
import { sendTelegram } from "./channels/send-telegram.ts";
import { sendSms, sendVoice, sendWhatsapp } from "./channels/send-twilio.ts";
import { sendWebex } from "./channels/send-webex.ts";
import { sendWebPush } from "./channels/send-webpush.ts";
import { sendZulip } from "./channels/send-zulip.ts";

/** Where a message goes: a team's channel, or the platform's own mail server. */
export type Destination = ChannelTarget | { kind: "system_email" };

/** A channel that is called over HTTP. */
type Called = Exclude<ChannelTarget, { kind: "email" }>;
type Senders = { [Kind in Called["kind"]]: ChannelSender<Extract<Called, { kind: Kind }>> };

const senders: Senders = {
  webhook: sendWebhook,
  http: sendHttp,
  slack: sendSlack,
  discord: sendDiscord,
  teams: sendTeams,
  googlechat: sendGoogleChat,
  telegram: sendTelegram,
  mattermost: sendMattermost,
  rocketchat: sendRocketChat,
  matrix: sendMatrix,
  zulip: sendZulip,
  webex: sendWebex,
  line: sendLine,
  signal: sendSignal,
  pagerduty: sendPagerDuty,
  opsgenie: sendOpsgenie,
  incidentio: sendIncidentIo,
  splunkoncall: sendSplunkOnCall,
  grafanaoncall: sendGrafanaOnCall,
  alertmanager: sendAlertmanager,
  signl4: sendSignl4,
  pushover: sendPushover,
  ntfy: sendNtfy,
  gotify: sendGotify,
  pushbullet: sendPushbullet,
  webpush: sendWebPush,
  apprise: sendApprise,
  sms: sendSms,
  voice: sendVoice,
  whatsapp: sendWhatsapp,
  github: sendGithub,
  gitlab: sendGitlab,
  jira: sendJira,
};

const timeoutMs = 15_000;

/**
 * One attempt to deliver one message, bounded in time: 15 s for whatever is called, 30 s for mail. Whatever the other side does is a
 * receipt, free of the channel's secrets and of what its buttons carry; throws only for a bug, such as an alert sent as system mail. Sending again repeats the message
 * under the same id. What a test opens in an on-call tool or a tracker is closed at once.
 */
export async function send(
  destination: Destination,
  message: OutboundMessage,
  deps: OutboundDeps,
  signal: AbortSignal,
  context: SendContext = usualContext,
): Promise<Receipt> {
  if (destination.kind === "system_email") {
    if (message.type !== "system.mail") throw new Error(`${message.type} is not a system mail`);
    return await sendSystemMail(message, deps.smtp, signal);
  }
  if (message.type === "system.mail") throw new Error("a system mail does not go to a channel");
  if (destination.kind === "email") return await sendEmail(destination, message, context, deps.smtp, signal);
  const receipt = await call(destination, alertOf(message, context), deps, signal);
  const { presses } = context;
  const tokens = presses === undefined ? [] : [presses.acknowledge, presses.snooze].flatMap(({ link, chat }) => [link, chat]);
  const hide = hider([...secretsOf(destination), ...tokens]);
  return { ...receipt, detail: hide(receipt.detail) };
}

async function call(target: Called, alert: Alert, deps: OutboundDeps, signal: AbortSignal): Promise<Receipt> {
  const deadline = new Deadline(timeoutMs, signal);
  const io: ChannelIo = {
    call: (request) => callService(request, deps, deadline),
    nowMs: deps.now(),
    fixed: (origin) => deps.standIn ?? origin,
  };
  const sender = senders[target.kind] as ChannelSender<Called>; // safe because it is looked up by the target's own kind
  try {
    const receipt = await sender(target, alert, io);
    const { group } = channelKinds[target.kind];
    if (alert.message.type !== "channel.test" || !receipt.ok || (group !== "oncall" && group !== "issues")) return receipt;
    const closed = await sender(target, { ...alert, phase: "resolved", reference: receipt.reference ?? null }, io);
    return closed.ok ? receipt : closed;
  } finally {
    deadline.close();
  }
}

function alertOf(message: AlertMessage, { voice, reference, presses, webhook }: SendContext): Alert {
  const { incident, channel, actions } = message.data;
  const key = incident?.id ?? channel?.endsId ?? message.id;
  const words = alertWords(message, voice);
  const phrases = alertPhrases[voice.language];
  const page = actions === undefined ? null : { label: phrases.more, url: actions.acknowledge };
  return { message, words, phase: phaseOf(message), key, reference, buttons: buttonsOf(presses, actions, phrases), page, webhook };
}

function buttonsOf(presses: Presses | undefined, pages: AlertMessage["data"]["actions"], phrases: AlertPhrases): AlertButton[] {
  if (presses === undefined || pages === undefined) return [];
  const { url, acknowledge, snooze } = presses;
  return [
    { deed: "acknowledge", label: phrases.acknowledge, tokens: acknowledge, url, page: pages.acknowledge },
    { deed: "snooze", label: phrases.snoozeHour, tokens: snooze, url, page: pages.snooze },
  ];
}

function phaseOf({ type }: AlertMessage): Alert["phase"] {
  switch (type) {
    case "incident.resolved":
    case "channel.working":
    case "channel.unused":
      return "resolved";
    case "incident.acknowledged":
      return "acknowledged";
    case "incident.updated":
      return "updated";
    case "incident.opened":
    case "channel.failing":
    case "channel.test":
      return "opened";
  }
}

/** Of an address that is a key, the parts that make it one. */
function secretsOf(target: Called): string[] {
  const secrets: string[] = [];
  mapSecrets(ChannelTarget, target, (secret) => {
    secrets.push(secret, ...(/^https?:/.test(secret) ? partsOf(new URL(secret)) : []));
    return secret;
  });
  return secrets;
}

function partsOf({ pathname, search, searchParams }: URL): string[] {
  // Short parts, such as "api" and "v1", are no keys.
  return [pathname.slice(1), search.slice(1), ...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= 12);
}
