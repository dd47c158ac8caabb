import type { MatrixTarget } from "@vedette/core/channels/matrix";
import { escapeHtml } from "../alert-text.ts";
import { type ChannelSender, bearer, below, cut, jsonRequest, linksOf, plainText } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";

/** The message's id is the transaction's: the server takes a repetition once. What follows hangs from the first message as a thread. */
export const sendMatrix: ChannelSender<MatrixTarget> = async (target, { message, words, reference }, io) => {
  const [room, transaction] = [target.room, message.id].map(encodeURIComponent);
  const url = below(target.server, `/_matrix/client/v3/rooms/${room}/send/m.room.message/${transaction}`);
  const thread = { rel_type: "m.thread", event_id: reference, is_falling_back: true, "m.in_reply_to": { event_id: reference } };
  const links = linksOf(words).map(({ label, url }) => `<br><a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`);
  const body = {
    msgtype: "m.text",
    body: plainText(words, 8_000),
    format: "org.matrix.custom.html",
    formatted_body: `<b>${escapeHtml(words.title)}</b><br>${escapeHtml(cut(words.text, 8_000)).replaceAll("\n", "<br>")}${links.join("")}`,
    ...(reference !== null && { "m.relates_to": thread }),
  };
  const answer = await io.call(jsonRequest(url, body, bearer(target.token), "PUT"));
  if ("unanswered" in answer) return readAnswer(answer, "Matrix", io);
  const waitMs = fieldOf(answer.json, "retry_after_ms");
  return readAnswer(answer, "Matrix", {
    nowMs: io.nowMs,
    reference: reference ?? textOf(answer.json, "event_id"),
    words: textOf(answer.json, "error") ?? "",
    retryAfterMs: typeof waitMs === "number" ? waitMs : undefined,
  });
};
