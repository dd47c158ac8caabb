import type { Receipt } from "@vedette/core/alert";
import type { TelegramTarget } from "@vedette/core/channels/telegram";
import { escapeHtml } from "../alert-text.ts";
import { type Alert, type ChannelIo, type ChannelSender, cut, jsonRequest, linksOf } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** What follows answers the message that opened the incident, which notifies people and keeps the story together. */
export const sendTelegram: ChannelSender<TelegramTarget> = async (target, alert, io) => {
  if (!target.buttons) return await sendMessage(target, alert, io);
  const { message, phase, reference, buttons } = alert;
  if (message.type === "channel.test") {
    const told = await tellWhereToReport(target, alert, io);
    if (!told.ok) return told;
  }
  const receipt = await sendMessage(target, alert, io);
  if (!receipt.ok) return receipt;
  // Whatever becomes of the buttons, people have been told: their links are in the message. A press before the webhook is set waits for it.
  if (buttons.length > 0) await tellWhereToReport(target, alert, io);
  if (reference !== null && (phase === "acknowledged" || phase === "resolved"))
    await call(target, "editMessageReplyMarkup", { chat_id: target.chat, message_id: Number(reference) }, null, io);
  return receipt;
};

async function sendMessage(target: TelegramTarget, { words, reference, buttons }: Alert, io: ChannelIo): Promise<Receipt> {
  const links = linksOf(words).map(({ label, url }) => `\n<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`);
  const row = target.buttons ? buttons.map(({ label, tokens }) => ({ text: label, callback_data: tokens.chat })) : [];
  const body = {
    chat_id: target.chat,
    // 4,096 characters, of which the longest title takes 300.
    text: `${tones[words.tone].sign} <b>${escapeHtml(cut(words.title, 300))}</b>\n${escapeHtml(cut(words.text, 3_000))}${links.join("")}`,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(target.topic !== undefined && { message_thread_id: target.topic }),
    ...(reference !== null && { reply_parameters: { message_id: Number(reference), allow_sending_without_reply: true } }),
    ...(row.length > 0 && { reply_markup: { inline_keyboard: [row] } }),
  };
  return await call(target, "sendMessage", body, reference, io);
}

/** Once more with each message that has buttons: somebody may have given the bot another address meanwhile. */
async function tellWhereToReport(target: TelegramTarget, { webhook }: Alert, io: ChannelIo): Promise<Receipt> {
  if (webhook === undefined) throw new Error("a message to a channel knows where presses are reported");
  const { url, secretOf } = webhook;
  const body = { url: `${url}/telegram`, secret_token: secretOf(target.token), allowed_updates: ["callback_query"] };
  return await call(target, "setWebhook", body, null, io);
}

async function call(target: TelegramTarget, method: string, body: object, reference: string | null, io: ChannelIo): Promise<Receipt> {
  const answer = await io.call(jsonRequest(`${io.fixed("https://api.telegram.org")}/bot${target.token}/${method}`, body));
  if ("unanswered" in answer) return readAnswer(answer, "Telegram", io);
  const waitS = fieldOf(answer.json, "parameters", "retry_after");
  return readAnswer(answer, "Telegram", {
    nowMs: io.nowMs,
    reference: reference ?? textOf(answer.json, "result", "message_id"),
    words: textOf(answer.json, "description") ?? "",
    retryAfterMs: typeof waitS === "number" ? waitS * 1_000 : undefined,
  });
}
