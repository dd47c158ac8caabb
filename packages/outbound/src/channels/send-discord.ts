import type { AlertWords } from "@vedette/core/alert-words";
import type { DiscordTarget } from "@vedette/core/channels/discord";
import { type ChannelSender, cut, jsonRequest, markdownLink } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** What is acknowledged or over changes the message; what got worse is a new one, since a change notifies nobody. */
export const sendDiscord: ChannelSender<DiscordTarget> = async ({ url }, { message, words, phase, reference }, io) => {
  const body = contentOf(words, message.timestamp);
  const keeps = reference !== null && (phase === "acknowledged" || phase === "resolved");
  const answer = keeps ? await io.call(jsonRequest(addressOf(url, `/messages/${reference}`), body, {}, "PATCH")) : null;
  const isGone = answer !== null && "status" in answer && answer.status === 404 && fieldOf(answer.json, "code") === 10_008;
  const last = answer === null || isGone ? await io.call(jsonRequest(addressOf(url, ""), body)) : answer;
  if ("unanswered" in last) return readAnswer(last, "Discord", io);
  const waitS = fieldOf(last.json, "retry_after");
  return readAnswer(last, "Discord", {
    nowMs: io.nowMs,
    reference: textOf(last.json, "id"),
    words: textOf(last.json, "message") ?? (last.status < 300 ? "" : last.text),
    retryAfterMs: last.status === 429 && typeof waitS === "number" ? Math.ceil(waitS * 1_000) : undefined,
  });
};

/** The webhook's own query, such as `thread_id`, stays. With `wait` the answer is the message. */
function addressOf(webhook: string, path: string): string {
  const url = new URL(webhook);
  url.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
  if (path === "") url.searchParams.set("wait", "true");
  return url.href;
}

function contentOf(words: AlertWords, timestamp: string): object {
  const isText = words.isOwnText || words.tone === "test" || words.tone === "failing";
  // 4,096 characters in all.
  const description = [...(isText ? [cut(words.text, 3_000)] : []), ...words.actions.map(markdownLink)].join("\n");
  const fields = isText ? [] : words.facts.slice(0, 25).map(([name, value]) => ({ name: cut(name, 256), value: cut(value, 1_024) }));
  const embed = {
    title: cut(words.title, 256),
    ...(description !== "" && { description }),
    url: words.link?.url,
    color: Number.parseInt(tones[words.tone].colour.slice(1), 16),
    timestamp,
    fields,
  };
  // Nobody is called by a name that stands in somebody's answer.
  return { embeds: [embed], allowed_mentions: { parse: [] } };
}
