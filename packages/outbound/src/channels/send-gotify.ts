import type { GotifyTarget } from "@vedette/core/channels/gotify";
import { type ChannelSender, below, cut, jsonRequest, linkLine } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";

export const sendGotify: ChannelSender<GotifyTarget> = async ({ server, token }, { words }, io) => {
  const body = {
    title: cut(words.title, 250),
    message: [cut(words.text, 5_000), ...words.actions.map(linkLine)].join("\n"),
    priority: words.tone === "down" ? 8 : words.tone === "degraded" ? 6 : 4,
    ...(words.link !== null && { extras: { "client::notification": { click: { url: words.link.url } } } }),
  };
  const answer = await io.call(jsonRequest(below(server, "/message"), body, { "x-gotify-key": token }));
  const said = "unanswered" in answer ? undefined : textOf(answer.json, "errorDescription");
  return readAnswer(answer, "Gotify", { nowMs: io.nowMs, words: said ?? "" });
};
