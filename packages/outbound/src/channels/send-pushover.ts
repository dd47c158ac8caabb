import type { Receipt } from "@vedette/core/alert";
import type { PushoverTarget } from "@vedette/core/channels/pushover";
import { type ChannelIo, type ChannelSender, cut, formRequest } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";

/** Emergencies ring every minute for an hour; what is acknowledged or over stops them. */
export const sendPushover: ChannelSender<PushoverTarget> = async (
  { token, user, isEmergency },
  { message, words, phase, reference },
  io,
) => {
  if (reference !== null && (phase === "acknowledged" || phase === "resolved")) {
    // An emergency that has run out, or was confirmed, cannot be stopped and need not be.
    const stopped = await post(`/1/receipts/${encodeURIComponent(reference)}/cancel.json`, { token }, io);
    if (!stopped.ok && !stopped.permanent) return stopped;
  }
  const rings = isEmergency && words.tone === "down";
  return await post(
    "/1/messages.json",
    {
      token,
      user,
      title: cut(words.title, 250),
      message: cut(words.text, 1_000),
      timestamp: String(Math.floor(Date.parse(message.timestamp) / 1_000)),
      priority: rings ? "2" : words.tone === "down" ? "1" : "0",
      ...(rings && { retry: "60", expire: "3600" }),
      ...(words.link !== null && words.link.url.length <= 512 && { url: words.link.url, url_title: cut(words.link.label, 100) }),
    },
    io,
  );
};

async function post(path: string, fields: Record<string, string>, io: ChannelIo): Promise<Receipt> {
  const answer = await io.call(formRequest(`${io.fixed("https://api.pushover.net")}${path}`, fields));
  if ("unanswered" in answer) return readAnswer(answer, "Pushover", io);
  const errors = fieldOf(answer.json, "errors");
  const words = Array.isArray(errors) ? errors.join(", ") : "";
  return readAnswer(answer, "Pushover", { nowMs: io.nowMs, words, reference: textOf(answer.json, "receipt") });
}
