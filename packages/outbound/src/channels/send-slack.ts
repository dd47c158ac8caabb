import type { Receipt } from "@vedette/core/alert";
import type { AlertWords } from "@vedette/core/alert-words";
import type { SlackTarget } from "@vedette/core/channels/slack";
import { type Alert, type AlertButton, type ChannelIo, type ChannelSender, bearer, cut, jsonRequest, linksOf } from "../channel-sender.ts";
import { fieldOf, readAnswer, refused, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

type Bot = Extract<SlackTarget["via"], { type: "bot" }>;

/** A webhook posts anew. A bot updates the message that opened the incident and answers in its thread. */
export const sendSlack: ChannelSender<SlackTarget> = async ({ via }, alert, io) => {
  if (via.type === "bot") return await sendByBot(via, alert, io);
  return readAnswer(await io.call(jsonRequest(via.url, contentOf(alert.words, []))), "Slack", io);
};

async function sendByBot(bot: Bot, { words, phase, reference, buttons }: Alert, io: ChannelIo): Promise<Receipt> {
  // Slack reports presses to an app that has an address for them, and signs them with its secret.
  const content = contentOf(words, bot.signingSecret === "" ? [] : buttons);
  const [channel, ts] = reference?.split(":") ?? [];
  if (channel === undefined || ts === undefined) return await callBot(bot, "chat.postMessage", { channel: bot.channel, ...content }, io);
  const updated = await callBot(bot, "chat.update", { channel, ts, ...content }, io);
  // A message that somebody deleted, or that is too old to be changed, keeps nobody from being told.
  if (!updated.ok && !updated.permanent) return updated;
  return await callBot(
    bot,
    "chat.postMessage",
    { channel, thread_ts: ts, reply_broadcast: phase === "updated", ...content },
    io,
    reference,
  );
}

/** What `error` says, that waiting can mend. All else is for a person to mend. */
const passing = new Set(["ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

/** `reference`: of the message that the thread hangs from, which stays what later sends are about. */
async function callBot(bot: Bot, method: string, body: object, io: ChannelIo, reference?: string | null): Promise<Receipt> {
  const headers = { ...bearer(bot.token), "content-type": "application/json; charset=utf-8" };
  const answer = await io.call({ ...jsonRequest(`${io.fixed("https://slack.com")}/api/${method}`, body, headers), keepBytes: 65_536 });
  if ("unanswered" in answer || fieldOf(answer.json, "ok") === true) {
    const json = "unanswered" in answer ? undefined : answer.json;
    const own = `${textOf(json, "channel") ?? ""}:${textOf(json, "ts") ?? ""}`;
    return readAnswer(answer, "Slack", { nowMs: io.nowMs, reference: reference ?? own, words: "" });
  }
  const error = textOf(answer.json, "error");
  if (error === undefined || passing.has(error)) return readAnswer(answer, "Slack", { nowMs: io.nowMs, isOk: false });
  return refused("Slack", answer.status, error);
}

function contentOf(words: AlertWords, buttons: readonly AlertButton[]): { text: string; blocks: object[] } {
  const text = (type: "plain_text" | "mrkdwn", content: string) => ({ type, text: content });
  return {
    // What notifications and screen readers say.
    text: escaped(words.title),
    blocks: [
      { type: "header", text: text("plain_text", cut(`${tones[words.tone].sign} ${words.title}`, 150)) },
      { type: "section", text: text("mrkdwn", cut(escaped(words.text), 3_000)) },
      ...(words.link === null
        ? []
        : [
            {
              type: "section",
              text: text(
                "mrkdwn",
                linksOf(words)
                  .map(({ label, url }) => `<${url}|${escaped(label)}>`)
                  .join(" · "),
              ),
            },
          ]),
      ...(buttons.length === 0 ? [] : [{ type: "actions", elements: buttons.map(buttonOf) }]),
    ],
  };
}

function buttonOf({ deed, label, tokens }: AlertButton): object {
  return { type: "button", text: { type: "plain_text", text: label }, action_id: deed, value: tokens.chat };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
