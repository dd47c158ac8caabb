import type { SignalTarget } from "@vedette/core/channels/signal";
import { type ChannelSender, below, jsonRequest, plainText } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** The bridge answers 400 for whatever Signal refuses, be it for a minute or for ever, so it is worth another try. */
export const sendSignal: ChannelSender<SignalTarget> = async ({ server, number, recipients }, { words }, io) => {
  const body = { message: `${tones[words.tone].sign} ${plainText(words, 1_900)}`, number, recipients };
  const answer = await io.call(jsonRequest(below(server, "/v2/send"), body));
  if ("unanswered" in answer) return readAnswer(answer, "Signal", io);
  const receipt = readAnswer(answer, "The Signal bridge", { nowMs: io.nowMs, words: textOf(answer.json, "error") ?? "" });
  return !receipt.ok && receipt.code === 400 ? { ...receipt, permanent: false } : receipt;
};
