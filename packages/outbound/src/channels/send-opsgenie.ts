import { oneLine } from "@vedette/core/alert-words";
import type { OpsgenieTarget } from "@vedette/core/channels/opsgenie";
import { type ChannelSender, cut, jsonRequest } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";

const origins = { us: "https://api.opsgenie.com", eu: "https://api.eu.opsgenie.com" };

/** The incident's id is the alias, under which repetitions are counted and not told again. */
export const sendOpsgenie: ChannelSender<OpsgenieTarget> = async ({ apiKey, region }, { message, words, phase, key }, io) => {
  const opened = {
    message: cut(words.title, 130),
    alias: key,
    description: cut(words.link === null ? words.text : `${words.text}\n${words.link.url}`, 15_000),
    source: "Vedette",
    entity: cut(oneLine(message.data.monitor?.name ?? message.data.team.name), 512),
    priority: words.tone === "down" ? "P1" : words.tone === "degraded" ? "P3" : "P5",
    details: { incident: words.link?.url ?? "" },
  };
  const path =
    phase === "acknowledged" || phase === "resolved"
      ? `/${encodeURIComponent(key)}/${phase === "resolved" ? "close" : "acknowledge"}?identifierType=alias`
      : "";
  const body = path === "" ? opened : { source: "Vedette", note: cut(words.title, 1_000) };
  const answer = await io.call(jsonRequest(`${io.fixed(origins[region])}/v2/alerts${path}`, body, { authorization: `GenieKey ${apiKey}` }));
  const said = "unanswered" in answer ? undefined : (textOf(answer.json, "message") ?? textOf(answer.json, "result"));
  return readAnswer(answer, "Opsgenie", { nowMs: io.nowMs, ...(said !== undefined && { words: said }) });
};
