import type { PagerDutyTarget } from "@vedette/core/channels/pagerduty";
import { type AlertTone, oneLine } from "@vedette/core/alert-words";
import { type ChannelSender, cut, jsonRequest } from "../channel-sender.ts";
import { fieldOf, readAnswer, textOf } from "../read-answer.ts";

const origins = { us: "https://events.pagerduty.com", eu: "https://events.eu.pagerduty.com" };
const actions = { opened: "trigger", updated: "trigger", acknowledged: "acknowledge", resolved: "resolve" };
const severities: Record<AlertTone, string> = {
  down: "critical",
  degraded: "warning",
  acknowledged: "warning",
  resolved: "info",
  test: "info",
  failing: "warning",
};

/** Events API v2. The incident's id is the key, so events in any number make one incident there. */
export const sendPagerDuty: ChannelSender<PagerDutyTarget> = async ({ routingKey, region }, { message, words, phase, key }, io) => {
  const body = {
    routing_key: routingKey,
    event_action: actions[phase],
    dedup_key: key,
    client: "Vedette",
    ...(words.link !== null && { client_url: words.link.url, links: [{ href: words.link.url, text: words.link.label }] }),
    payload: {
      summary: cut(words.title, 1_024),
      source: cut(oneLine(message.data.monitor?.target ?? message.data.team.name), 255),
      severity: severities[words.tone],
      timestamp: message.timestamp,
      custom_details: words.isOwnText ? { text: words.text } : Object.fromEntries(words.facts),
    },
  };
  const answer = await io.call(jsonRequest(`${io.fixed(origins[region])}/v2/enqueue`, body));
  if ("unanswered" in answer) return readAnswer(answer, "PagerDuty", io);
  const errors = fieldOf(answer.json, "errors");
  const said = Array.isArray(errors) ? errors.join(" ") : textOf(answer.json, "message");
  return readAnswer(answer, "PagerDuty", { nowMs: io.nowMs, words: said ?? answer.text });
};
