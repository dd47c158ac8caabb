import type { TelegramTarget } from "@vedette/core/channels/telegram";
import { escapeHtml } from "../alert-text.ts";
import { type ChannelSender, cut, jsonRequest, linksOf } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** What follows answers the message that opened the incident, which notifies people and keeps the story together. */
export const sendTelegram: ChannelSender<TelegramTarget> = async (target, { words, reference }, io) => {
  const links = linksOf(words).map(({ label, url }) => `\n<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`);
  const body = {
    chat_id: target.chat,
    // 4,096 characters, of which the longest title takes 300.
    text: `${tones[words.tone].sign} <b>${escapeHtml(cut(words.title, 300))}</b>\n${escapeHtml(cut(words.text, 3_000))}${links.join("")}`,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(target.topic !== undefined && { message_thread_id: target.topic }),
    ...(reference !== null && { reply_parameters: { message_id: Number(reference), allow_sending_without_reply: true } }),
  };
  const answer = await io.call(jsonRequest(`${io.fixed("https://api.telegram.org")}/bot${target.token}/sendMessage`, body));
  if ("unanswered" in answer) return readAnswer(answer, "Telegram", io);
  const waitS = fieldOf(answer.json, "parameters", "retry_after");
  return readAnswer(answer, "Telegram", {
    nowMs: io.nowMs,
    reference: reference ?? textOf(answer.json, "result", "message_id"),
    words: textOf(answer.json, "description") ?? "",
    retryAfterMs: typeof waitS === "number" ? waitS * 1_000 : undefined,
  });
};
