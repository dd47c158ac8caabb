import { oneLine } from "@vedette/core/alert-words";
import type { Signl4Target } from "@vedette/core/channels/signl4";
import { type ChannelSender, cut, jsonRequest } from "../channel-sender.ts";
import { readAnswer } from "../read-answer.ts";

const states = { opened: "new", updated: "new", acknowledged: "acknowledged", resolved: "resolved" };

export const sendSignl4: ChannelSender<Signl4Target> = async ({ secret }, { message, words, phase, key }, io) => {
  const body = {
    Title: cut(words.title, 500),
    Message: cut(words.text, 5_000),
    ...(words.link !== null && { Link: words.link.url }),
    "X-S4-ExternalID": key,
    "X-S4-Status": states[phase],
    "X-S4-SourceSystem": "Vedette",
    "X-S4-Service": cut(oneLine(message.data.monitor?.name ?? message.data.team.name), 100),
  };
  const url = `${io.fixed("https://connect.signl4.com")}/webhook/${encodeURIComponent(secret)}`;
  return readAnswer(await io.call(jsonRequest(url, body)), "SIGNL4", io);
};
