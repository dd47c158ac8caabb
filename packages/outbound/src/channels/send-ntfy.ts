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

/**
 * A message holds 4,096 bytes, which 1,000 characters of any script are; longer ones would become files. Of its buttons, three at most, two
 * act from the device that shows them, without opening a browser; the third leads to the page where more can be done.
 */
export const sendNtfy: ChannelSender<NtfyTarget> = async ({ topic, token, server }, { words, buttons, page }, io) => {
  const actions = [
    ...buttons.map(({ label, url, tokens }) => ({
      action: "http",
      label,
      url: `${url}/link`,
      method: "POST",
      body: tokens.link,
      clear: true,
    })),
    ...(page === null ? [] : [{ action: "view", ...page }]),
  ];
  const body = {
    topic,
    title: cut(words.title, 250),
    message: cut(words.text, 1_000),
    priority: words.tone === "down" ? 5 : words.tone === "degraded" ? 4 : 3,
    tags: [tags[words.tone]],
    ...(words.link !== null && { click: words.link.url }),
    ...(actions.length > 0 && { actions }),
  };
  const answer = await io.call(jsonRequest(server, body, token === "" ? {} : bearer(token)));
  const said = "unanswered" in answer ? undefined : textOf(answer.json, "error");
  return readAnswer(answer, "ntfy", { nowMs: io.nowMs, words: said ?? "" });
};
