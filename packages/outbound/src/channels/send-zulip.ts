import { oneLine } from "@vedette/core/alert-words";
import type { ZulipTarget } from "@vedette/core/channels/zulip";
import { type ChannelSender, basicAuth, below, cut, formRequest, markdownLink, plainText } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** A topic for each incident: at most 60 characters. */
export const sendZulip: ChannelSender<ZulipTarget> = async (target, { message, words }, io) => {
  const { incident, monitor } = message.data;
  const topic = incident === null ? "Vedette" : cut(oneLine(`#${incident.number} ${monitor?.name ?? ""}`), 60);
  const fields = {
    type: "stream",
    to: target.channel,
    topic,
    content: `${tones[words.tone].sign} ${plainText(words, 9_000, markdownLink)}`,
  };
  const answer = await io.call(formRequest(below(target.server, "/api/v1/messages"), fields, basicAuth(target.bot, target.key)));
  if ("unanswered" in answer) return readAnswer(answer, "Zulip", io);
  const waitS = fieldOf(answer.json, "retry-after");
  return readAnswer(answer, "Zulip", {
    nowMs: io.nowMs,
    words: textOf(answer.json, "msg") ?? "",
    retryAfterMs: typeof waitS === "number" ? Math.ceil(waitS * 1_000) : undefined,
  });
};
