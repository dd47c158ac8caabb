import type { IncidentIoTarget } from "@vedette/core/channels/incidentio";
import { type ChannelSender, bearer, cut, jsonRequest } from "../channel-sender.ts";
import { nothingToTell, readAnswer } from "../read-answer.ts";

/** An alert source of the kind HTTP. It knows two states, so an acknowledgement is nothing to it. */
export const sendIncidentIo: ChannelSender<IncidentIoTarget> = async ({ source, token }, { message, words, phase, key }, io) => {
  if (phase === "acknowledged") return nothingToTell("incident.io knows no acknowledgements.");
  const body = {
    title: cut(words.title, 500),
    description: cut(words.text, 10_000),
    deduplication_key: key,
    status: phase === "resolved" ? "resolved" : "firing",
    ...(words.link !== null && { source_url: words.link.url }),
    metadata: {
      team: message.data.team.name,
      monitor: message.data.monitor?.name ?? "",
      severity: message.data.incident?.severity ?? "info",
    },
  };
  const url = `${io.fixed("https://api.incident.io")}/v2/alert_events/http/${encodeURIComponent(source)}`;
  return readAnswer(await io.call(jsonRequest(url, body, bearer(token))), "incident.io", io);
};
