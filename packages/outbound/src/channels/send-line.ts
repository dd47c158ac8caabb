import type { LineTarget } from "@vedette/core/channels/line";
import { createHash } from "node:crypto";
import { type ChannelSender, bearer, jsonRequest, plainText } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** The retry key is made of the message's id, so a repetition within a day is answered 409 and told once. */
export const sendLine: ChannelSender<LineTarget> = async ({ token, to }, { message, words }, io) => {
  const headers = { ...bearer(token), "x-line-retry-key": uuidOf(message.id) };
  const body = { to, messages: [{ type: "text", text: `${tones[words.tone].sign} ${plainText(words, 4_900)}` }] };
  const answer = await io.call(jsonRequest(`${io.fixed("https://api.line.me")}/v2/bot/message/push`, body, headers));
  if ("unanswered" in answer) return readAnswer(answer, "LINE", io);
  const isOk = answer.status === 200 || (answer.status === 409 && answer.headers["x-line-accepted-request-id"] !== undefined);
  return readAnswer(answer, "LINE", { nowMs: io.nowMs, isOk, words: textOf(answer.json, "message") ?? "" });
};

/** Always the same UUID (version 8, RFC 9562) for the same text. */
function uuidOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
