import type { WebexTarget } from "@vedette/core/channels/webex";
import { type ChannelSender, bearer, jsonRequest, plainText } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** At most 7,439 bytes, which 1,800 characters of any script are. What follows answers the first message. */
export const sendWebex: ChannelSender<WebexTarget> = async ({ token, room }, { words, reference }, io) => {
  const text = `${tones[words.tone].sign} ${plainText(words, 1_800)}`;
  const body = { roomId: room, text, ...(reference !== null && { parentId: reference }) };
  const answer = await io.call({
    ...jsonRequest(`${io.fixed("https://webexapis.com")}/v1/messages`, body, bearer(token)),
    keepBytes: 65_536,
  });
  if ("unanswered" in answer) return readAnswer(answer, "Webex", io);
  const own = textOf(answer.json, "id");
  return readAnswer(answer, "Webex", { nowMs: io.nowMs, reference: reference ?? own, words: textOf(answer.json, "message") ?? "" });
};
