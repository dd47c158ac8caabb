import type { PushbulletTarget } from "@vedette/core/channels/pushbullet";
import { type ChannelSender, cut, jsonRequest, linkLine } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";

/** `guid` is the message's id: the service takes a repetition once. It says when it may be asked again as seconds since the epoch. */
export const sendPushbullet: ChannelSender<PushbulletTarget> = async ({ token }, { message, words }, io) => {
  const link = words.link === null ? { type: "note" } : { type: "link", url: words.link.url };
  const text = [cut(words.text, 2_000), ...words.actions.map(linkLine)].join("\n");
  const body = { ...link, title: cut(words.title, 250), body: text, guid: message.id };
  const answer = await io.call(jsonRequest(`${io.fixed("https://api.pushbullet.com")}/v2/pushes`, body, { "access-token": token }));
  if ("unanswered" in answer) return readAnswer(answer, "Pushbullet", io);
  const resetS = Number(answer.headers["x-ratelimit-reset"]);
  return readAnswer(answer, "Pushbullet", {
    nowMs: io.nowMs,
    words: textOf(answer.json, "error", "message") ?? "",
    retryAfterMs: answer.status === 429 && resetS * 1_000 > io.nowMs ? Math.min(resetS * 1_000 - io.nowMs, 86_400_000) : undefined,
  });
};
