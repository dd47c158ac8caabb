import type { AlertmanagerTarget } from "@vedette/core/channels/alertmanager";
import { type Alert, type ChannelSender, basicAuth, below, cut, jsonRequest } from "../channel-sender.ts";
import { nothingToTell, readAnswer } from "../read-answer.ts";

/** Alertmanager ends what is not repeated after a few minutes, unless the alert says itself when it ends. */
const longestMs = 30 * 86_400_000;

/** Labels are an alert's identity there, and the severity is one of them: what gets worse is another alert, and the first one ends. */
export const sendAlertmanager: ChannelSender<AlertmanagerTarget> = async ({ server, user, password }, alert, io) => {
  if (alert.phase === "acknowledged") return nothingToTell("Alertmanager knows no acknowledgements.");
  const severity = alert.message.data.incident?.severity === "down" ? "critical" : "warning";
  const endsAtMs = alert.phase === "resolved" ? Date.parse(alert.message.timestamp) : io.nowMs + longestMs;
  const alerts = [alertOf(alert, severity, endsAtMs)];
  if (alert.phase === "updated") alerts.push(alertOf(alert, "warning", Date.parse(alert.message.timestamp)));
  const headers = user === "" ? {} : basicAuth(user, password);
  return readAnswer(await io.call(jsonRequest(below(server, "/api/v2/alerts"), alerts, headers)), "Alertmanager", io);
};

function alertOf({ message, words, key }: Alert, severity: string, endsAtMs: number): object {
  const { team, monitor, incident, rule, channel } = message.data;
  return {
    labels: {
      alertname: words.tone === "test" ? "VedetteTest" : channel !== undefined ? "VedetteChannelFailing" : "VedetteMonitorDown",
      team: cut(team.name, 200),
      ...(monitor !== null && { monitor: cut(monitor.name, 200), instance: cut(monitor.target, 500) }),
      severity,
      incident: key,
    },
    annotations: {
      summary: cut(words.title, 500),
      description: cut(words.text, 5_000),
      // Its labels stand in the description: as labels they would make another alert of it once the rule is edited.
      ...(rule !== undefined && rule.runbook !== "" && { runbook_url: rule.runbook }),
    },
    startsAt: incident?.startedAt ?? channel?.failingSince ?? message.timestamp,
    endsAt: new Date(endsAtMs).toISOString(),
    ...(words.link !== null && { generatorURL: words.link.url }),
  };
}
