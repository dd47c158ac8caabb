import type { NtfyTarget } from "@vedette/core/channels/ntfy";
import { type ChannelSender, bearer, cut, jsonRequest } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";

const tags = {
  down: "red_circle",
  degraded: "warning",
  acknowledged: "eyes",
  resolved: "white_check_mark",
  test: "bell",
  failing: "warning",
};

/** A message holds 4,096 bytes, which 1,000 characters of any script are; longer ones would become files. */
export const sendNtfy: ChannelSender<NtfyTarget> = async ({ topic, token, server }, { words }, io) => {
  const body = {
    topic,
    title: cut(words.title, 250),
    message: cut(words.text, 1_000),
    priority: words.tone === "down" ? 5 : words.tone === "degraded" ? 4 : 3,
    tags: [tags[words.tone]],
    ...(words.link !== null && { click: words.link.url }),
    ...(words.actions.length > 0 && { actions: words.actions.map(({ label, url }) => ({ action: "view", label, url })) }),
  };
  const answer = await io.call(jsonRequest(server, body, token === "" ? {} : bearer(token)));
  const said = "unanswered" in answer ? undefined : textOf(answer.json, "error");
  return readAnswer(answer, "ntfy", { nowMs: io.nowMs, words: said ?? "" });
};
