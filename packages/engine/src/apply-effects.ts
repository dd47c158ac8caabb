import type { HealthEffect } from "@vedette/core/health";
import { flapWarning, holdOf } from "@vedette/core/hold";
import { type Wording, joined } from "@vedette/core/language";
import type { Tx } from "@vedette/db/db";
import type { IncidentChange } from "@vedette/db/incidents";
import type { RoadDeps } from "./deps.ts";
import { tell } from "./tell.ts";

/**
 * What one monitor's (or rule's) step asks for. `summary`: one plain sentence for people, used when it opens or raises, and, where
 * `isRefined`, in the place of the one that stands.
 */
export type Turn = { monitorNo: number; ruleId: string | null; summary: Wording; effects: readonly HealthEffect[]; isRefined?: boolean };

/**
 * Turns effects into incidents, timelines and outbox rows inside the caller's transaction, and returns the ids of the outbox
 * rows to announce once it has committed. Applying the same effects again changes nothing: at most one incident is open per
 * monitor (and rule), and outbox keys are derived.
 */
export async function applyEffects(
  tx: Tx,
  deps: Pick<RoadDeps, "newId" | "publicUrl" | "step">,
  turns: readonly Turn[],
): Promise<string[]> {
  const appended: string[] = [];
  await tx.incidents.refine(turns.filter((turn) => turn.isRefined === true));
  // Effects of one monitor follow each other (open, then close); those of different monitors go together, round by round.
  for (let round = 0; ; round++) {
    const changes = turns.flatMap((turn) => {
      const effect = turn.effects[round];
      return effect === undefined ? [] : [changeOf(turn, effect)];
    });
    if (changes.length === 0) return appended;
    const events = [
      ...(await tx.incidents.open(await held(tx, only(changes, "opened")), deps.newId)),
      ...(await tx.incidents.raise(only(changes, "raised"), deps.newId)),
      ...(await tx.incidents.resolve(only(changes, "resolved"), deps.newId)),
    ];
    await tx.rollupMarks.mark(changes.map((change) => ({ monitorNo: change.monitorNo, fromMs: change.atMs, untilMs: null })));
    await deps.step("incidents-changed");
    if (events.length === 0) continue;
    const told = await tell(tx, deps, events);
    appended.push(...told.outboxIds);
    await deps.step("outbox-appended");
    await tx.incidents.announceMonitors(told.monitorIds, ["incidents", "monitors"]);
  }
}

/** The openings, each with whether people are told of it. */
async function held(tx: Tx, openings: readonly IncidentChange[]): Promise<IncidentChange[]> {
  const circumstances = await tx.incidents.circumstances(openings);
  return openings.map((opening, i) => {
    const around = circumstances[i] ?? { maintenance: null, troubled: [], recent: 0 };
    const hold = holdOf(around);
    const warning = hold === null ? flapWarning(around) : null;
    return { ...opening, hold, ...(warning !== null && { summary: joined(opening.summary, warning) }) };
  });
}

function only(changes: readonly IncidentChange[], change: IncidentChange["change"]): IncidentChange[] {
  return changes.filter((candidate) => candidate.change === change);
}

function changeOf(turn: Turn, effect: HealthEffect): IncidentChange {
  const subject = { monitorNo: turn.monitorNo, ruleId: turn.ruleId, summary: turn.summary, hold: null };
  switch (effect.type) {
    case "open":
      return { ...subject, change: "opened", severity: effect.severity, atMs: effect.startedAtMs, confirmedAtMs: effect.confirmedAtMs };
    case "raise":
      return { ...subject, change: "raised", severity: effect.severity, atMs: effect.atMs, confirmedAtMs: effect.atMs };
    case "close":
      return { ...subject, change: "resolved", severity: "down", atMs: effect.endedAtMs, confirmedAtMs: effect.confirmedAtMs };
  }
}
