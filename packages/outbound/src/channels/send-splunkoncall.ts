import type { SplunkOnCallTarget } from "@vedette/core/channels/splunkoncall";
import { type ChannelSender, cut, jsonRequest } from "../channel-sender.ts";
import { fieldOf, readAnswer, refused, textOf } from "../read-answer.ts";

/** The generic REST endpoint. A wrong key is told by a success that says failure. */
export const sendSplunkOnCall: ChannelSender<SplunkOnCallTarget> = async ({ apiKey, routingKey }, { message, words, phase, key }, io) => {
  const firing = words.tone === "down" ? "CRITICAL" : words.tone === "test" ? "INFO" : "WARNING";
  const body = {
    message_type: phase === "resolved" ? "RECOVERY" : phase === "acknowledged" ? "ACKNOWLEDGEMENT" : firing,
    entity_id: key,
    entity_display_name: cut(words.title, 500),
    state_message: cut(words.link === null ? words.text : `${words.text}\n${words.link.url}`, 10_000),
    state_start_time: Math.floor(Date.parse(message.data.incident?.startedAt ?? message.timestamp) / 1_000),
    monitoring_tool: "Vedette",
  };
  const [api, route] = [apiKey, routingKey].map(encodeURIComponent);
  const answer = await io.call(
    jsonRequest(`${io.fixed("https://alert.victorops.com")}/integrations/generic/20131114/alert/${api}/${route}`, body),
  );
  if ("status" in answer && answer.status === 200 && fieldOf(answer.json, "result") === "failure") {
    return refused("Splunk On-Call", answer.status, textOf(answer.json, "messages", 0) ?? "failure");
  }
  return readAnswer(answer, "Splunk On-Call", io);
};
