import type { GrafanaOnCallTarget } from "@vedette/core/channels/grafanaoncall";
import { type ChannelSender, cut, jsonRequest } from "../channel-sender.ts";
import { nothingToTell, readAnswer } from "../read-answer.ts";

/** A formatted webhook. It knows two states, so an acknowledgement is nothing to it. */
export const sendGrafanaOnCall: ChannelSender<GrafanaOnCallTarget> = async ({ url }, { words, phase, key }, io) => {
  if (phase === "acknowledged") return nothingToTell("Grafana OnCall knows no acknowledgements from outside.");
  const body = {
    alert_uid: key,
    title: cut(words.title, 500),
    state: phase === "resolved" ? "ok" : "alerting",
    message: cut(words.text, 5_000),
    ...(words.link !== null && { link_to_upstream_details: words.link.url }),
  };
  return readAnswer(await io.call(jsonRequest(url, body)), "Grafana OnCall", io);
};
