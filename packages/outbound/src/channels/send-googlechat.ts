import type { GoogleChatTarget } from "@vedette/core/channels/googlechat";
import { type ChannelSender, jsonRequest, plainText } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** All messages of an incident stand in one thread. A repetition bears the same request id, for which the service answers with the first one. */
export const sendGoogleChat: ChannelSender<GoogleChatTarget> = async (target, { message, words, key }, io) => {
  const url = new URL(target.url);
  url.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  url.searchParams.set("requestId", message.id);
  const body = {
    text: `${tones[words.tone].sign} ${plainText(words, 4_000, ({ label, url }) => `<${url}|${label}>`)}`,
    thread: { threadKey: key },
  };
  const answer = await io.call(jsonRequest(url.href, body));
  const said = "unanswered" in answer ? undefined : answer.status < 300 ? "" : textOf(answer.json, "error", "message");
  return readAnswer(answer, "Google Chat", { nowMs: io.nowMs, ...(said !== undefined && { words: said }) });
};
