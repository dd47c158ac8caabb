import { type AlertMessage, type AlertRule, type AlertType, alertTypes } from "@vedette/core/alert";
import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { TeamVoice } from "@vedette/core/team-record";
import type { Db } from "@vedette/db/db";

const ends: ReadonlySet<AlertType> = new Set(["incident.resolved", "channel.working", "channel.unused"]);

/**
 * What the team's channels would be told of its newest incident, one message of each type, to try own words on; where there was no incident,
 * of one that is made up. Nothing is sent.
 */
export async function exampleAlerts(
  deps: { db: Db; publicUrl: string; now: () => number },
  actor: Actor,
  team: { name: string; slug: string },
): Promise<{ messages: AlertMessage[]; voice: TeamVoice }> {
  authorize(actor, "channel:read");
  const filter = { isOpen: false, mineOf: null, monitorId: null, tag: null, severity: null, beforeNumber: null, limit: 1 };
  const [[newest], voice] = await Promise.all([deps.db.incidentLog.list(actor.teamId, filter), deps.db.config.teams.voice(actor.teamId)]);
  const endedAtMs = newest?.endedAtMs ?? deps.now();
  const startedAtMs = newest?.startedAtMs ?? endedAtMs - 754_000;
  const iso = (atMs: number) => new Date(atMs).toISOString();
  const monitor = newest?.monitor ?? { id: actor.teamId, name: "Shop", target: "https://shop.example/" };
  const incident = {
    id: newest?.id ?? actor.teamId,
    number: newest?.number ?? 1,
    severity: newest?.severity ?? "down",
    summary: newest?.summary ?? "Answered with status 503; expected 2xx.",
    translations:
      newest === undefined
        ? { de: "Status 503; erwartet 2xx." }
        : await deps.db.incidentLog.translations({ teamId: actor.teamId, id: newest.id }),
    startedAt: iso(startedAtMs),
    url: `${deps.publicUrl}/t/${team.slug}/incidents/${newest?.id ?? actor.teamId}`,
  };
  const open = { ...incident, endedAt: null, durationMs: null };
  const over = { ...incident, endedAt: iso(endedAtMs), durationMs: endedAtMs - startedAtMs };
  const rule = newest === undefined || newest.ruleId === null ? null : await ruleOf(deps.db, { teamId: actor.teamId, id: newest.ruleId });
  const shared = { team: { id: actor.teamId, name: team.name }, monitor, ...(rule !== null && { rule }) };
  const none = { team: shared.team, monitor: null, incident: null };
  const channel = { id: actor.teamId, name: "Ops mail", kind: "email", failingSince: iso(startedAtMs), url: deps.publicUrl };
  const dataOf: Partial<Record<AlertType, AlertMessage["data"]>> = {
    "incident.resolved": { ...shared, incident: over },
    "channel.failing": { ...none, channel: { ...channel, lastAnswer: "550 No such user here" } },
    "channel.working": { ...none, channel: { ...channel, endsId: "msg_example" } },
    "channel.unused": { ...none, channel: { ...channel, endsId: "msg_example" } },
    "channel.test": none,
  };
  const messages = alertTypes.map((type) => ({
    id: "msg_example",
    type,
    timestamp: iso(ends.has(type) ? endedAtMs : startedAtMs),
    data: dataOf[type] ?? { ...shared, incident: open },
  }));
  return { messages, voice };
}

async function ruleOf(db: Db, key: { teamId: string; id: string }): Promise<AlertRule | null> {
  const rule = await db.config.rules.find(key);
  if (rule === null) return null;
  const { labels, runbook } = rule.settings;
  return { id: rule.id, name: rule.name, labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])), runbook };
}
