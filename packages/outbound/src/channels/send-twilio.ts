import type { Receipt } from "@vedette/core/alert";
import type { SmsTarget } from "@vedette/core/channels/sms";
import type { VoiceTarget } from "@vedette/core/channels/voice";
import type { WhatsappTarget } from "@vedette/core/channels/whatsapp";
import { escapeHtml } from "../alert-text.ts";
import { type ChannelIo, type ChannelSender, basicAuth, cut, formRequest, plainText } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";

/** Three parts of a short message at most, unless the channel has its own text. */
export const sendSms: ChannelSender<SmsTarget> = async (target, { words }, io) => {
  // Links to act are as long as the message, which is paid for by its length.
  const short = { ...words, actions: [], ...(!words.isOwnText && { text: words.values["incident.summary"] }) };
  const text = plainText(short, words.isOwnText ? 1_600 : 400, ({ url }) => url);
  return await post(target, "Messages", { To: target.to, From: target.from, Body: text }, io);
};

export const sendWhatsapp: ChannelSender<WhatsappTarget> = async (target, { words }, io) =>
  await post(target, "Messages", { To: `whatsapp:${target.to}`, From: `whatsapp:${target.from}`, Body: plainText(words, 1_500) }, io);

/** A call that says it twice, since nobody listens at once. */
export const sendVoice: ChannelSender<VoiceTarget> = async (target, { words }, io) => {
  const spoken = words.isOwnText ? words.text : `${words.headline}. ${words.values["incident.summary"]}`;
  const say = `<Say>${escapeHtml(cut(spoken, 500))}</Say>`;
  const Twiml = `<Response><Pause length="1"/>${say}<Pause length="2"/>${say}</Response>`;
  return await post(target, "Calls", { To: target.to, From: target.from, Twiml }, io);
};

async function post(
  { accountSid, authToken }: SmsTarget | VoiceTarget | WhatsappTarget,
  resource: "Messages" | "Calls",
  fields: Record<string, string>,
  io: ChannelIo,
): Promise<Receipt> {
  const url = `${io.fixed("https://api.twilio.com")}/2010-04-01/Accounts/${accountSid}/${resource}.json`;
  const answer = await io.call(formRequest(url, fields, basicAuth(accountSid, authToken)));
  if ("unanswered" in answer) return readAnswer(answer, "Twilio", io);
  return readAnswer(answer, "Twilio", { nowMs: io.nowMs, words: textOf(answer.json, "message") ?? textOf(answer.json, "status") ?? "" });
}
