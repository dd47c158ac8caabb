import type { AppriseTarget } from "@vedette/core/channels/apprise";
import type { AlertTone } from "@vedette/core/alert-words";
import { type ChannelSender, below, cut, jsonRequest, plainText } from "../channel-sender.ts";
import { readAnswer, refused, textOf } from "../read-answer.ts";

const types: Record<AlertTone, string> = {
  down: "failure",
  degraded: "warning",
  acknowledged: "info",
  resolved: "success",
  test: "info",
  failing: "warning",
};

/** 204 means that the server knows no such configuration; 424 that one of the services behind it did not take the message. */
export const sendApprise: ChannelSender<AppriseTarget> = async ({ server, to }, { words }, io) => {
  const path = to.type === "key" ? `/notify/${encodeURIComponent(to.key)}` : "/notify";
  const body = {
    title: cut(words.title, 250),
    body: plainText({ ...words, title: "" }, 4_000).trim(),
    type: types[words.tone],
    format: "text",
    ...(to.type === "urls" && { urls: to.urls }),
  };
  const answer = await io.call(jsonRequest(below(server, path), body, { accept: "application/json" }));
  if ("unanswered" in answer) return readAnswer(answer, "Apprise", io);
  if (answer.status === 204) return refused("Apprise", 204, "there is nothing under this configuration key.");
  const receipt = readAnswer(answer, "Apprise", { nowMs: io.nowMs, words: textOf(answer.json, "error") ?? "" });
  return !receipt.ok && receipt.code === 424 ? { ...receipt, permanent: false } : receipt;
};
