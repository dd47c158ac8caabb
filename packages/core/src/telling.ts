import type { Severity } from "./health.ts";
import { type ScheduleRecord, onCallAt } from "./on-call.ts";
import { type Holding, type Plan, type PolicyRecord, type PolicyStep, type PolicyTarget, holdingOf, policyFor } from "./policy.ts";
import { type WeeklyHours, endOfHours } from "./weekly-hours.ts";

/** Why somebody is told, or nobody. Every decision on an incident's timeline has one of these. */
export const tellingReasons = [
  "no_policy",
  "step",
  "fallback",
  "reminder",
  "waiting",
  "severity",
  "tags",
  "hours",
  "nobody_on_call",
  "no_contact",
  "channel_off",
  "acknowledged",
  "over",
  "nobody",
  "grouped",
  "quiet_hours",
  "rate",
] as const;
export type TellingReason = (typeof tellingReasons)[number];
export type Decision = { reason: TellingReason; sentence: string };

/** A channel as those who decide know it. `ownerId`: it belongs to a person and is told only of what that person is told of. */
export type RoutedChannel = {
  id: string;
  name: string;
  enabled: boolean;
  ownerId: string | null;
  /** Of what is only degraded nothing is sent within these hours; it comes together at their end. */
  quiet: WeeklyHours | null;
  /** More messages than this within a minute come together in one. */
  perMinute: number | null;
};

/** All that a team has decided about who is told. */
export type TeamRouting = {
  policies: readonly PolicyRecord[];
  schedules: readonly ScheduleRecord[];
  people: readonly { userId: string; name: string }[];
  channels: readonly RoutedChannel[];
};

/** What is decided about. `channelIds`: those that the monitor itself would tell, switched off ones left out. */
export type Subject = { severity: Severity; tags: readonly string[]; channelIds: readonly string[] };

/** How far an incident has come in its plan. `nextStep` counts through all rounds. */
export type Progress = {
  nextStep: number;
  /** Null: every step was taken. */
  stepDueMs: number | null;
  /** Null: nobody is to be reminded, or nobody was told yet. */
  remindDueMs: number | null;
  /** Whether any step has told anybody. */
  hasTold: boolean;
};

/** `channelIds`: who is told now; whoever was told before is told again where `reminds`. `progress` null: the plan is over. */
export type Turn = { channelIds: string[]; reminds: boolean; decisions: Decision[]; progress: Progress | null };

type Named = Pick<PolicyRecord, "name" | "plan">;
type Reach = { channelIds: string[]; names: string[]; silent: Decision[] };

const minuteMs = 60_000;

/** When something is next to be done; null: never. */
export function dueOf({ stepDueMs, remindDueMs }: Progress): number | null {
  return stepDueMs === null || remindDueMs === null ? (stepDueMs ?? remindDueMs) : Math.min(stepDueMs, remindDueMs);
}

/**
 * How an incident enters its plan, once people may be told of it. Where no step would reach anybody, as things stand, the monitor's own
 * channels are told at once: a plan with a hole loses no alert.
 */
export function begin(policy: Named, routing: TeamRouting, subject: Subject, nowMs: number): Turn {
  const first = takeTurn(
    policy,
    { nextStep: 0, stepDueMs: nowMs + afterMs(policy.plan, 0), remindDueMs: null, hasTold: false },
    routing,
    subject,
    nowMs,
  );
  for (let turn = first; turn.channelIds.length === 0;) {
    const { progress } = turn;
    if (progress?.stepDueMs === null || progress === null) return first;
    turn = takeTurn(policy, progress, routing, subject, progress.stepDueMs);
    if (!turn.decisions.some(({ reason }) => reason === "fallback")) continue;
    const known = first.decisions.filter(({ reason }) => reason !== "waiting");
    const over = { nextStep: lengthOf(policy.plan), stepDueMs: null, remindDueMs: null, hasTold: false };
    const last = takeTurn(policy, over, routing, subject, nowMs);
    return { ...last, decisions: [...known, ...last.decisions] };
  }
  return first;
}

/** Takes every step and sends every reminder that is due. A step that is meant for the incident and reaches nobody costs no time. */
export function takeTurn(policy: Named, progress: Progress, routing: TeamRouting, subject: Subject, nowMs: number): Turn {
  const { plan, name } = policy;
  const told = new Set<string>();
  const decisions: Decision[] = [];
  let { nextStep, stepDueMs, remindDueMs, hasTold } = progress;
  while (stepDueMs !== null && stepDueMs <= nowMs) {
    const step = plan.steps[nextStep % plan.steps.length];
    if (step === undefined) break;
    const called = stepName(nextStep, plan, name);
    const unmet = unmetBy(step, subject, called, nowMs);
    const reach = unmet === null ? reachOf(step, routing, subject, nowMs) : null;
    nextStep += 1;
    const waitMs = nextStep < lengthOf(plan) ? afterMs(plan, nextStep) : null;
    const isLost = reach !== null && reach.channelIds.length === 0;
    stepDueMs = waitMs === null ? null : nowMs + (isLost ? 0 : waitMs);
    if (unmet !== null) decisions.push(unmet);
    if (reach === null) continue;
    decisions.push(...reach.silent);
    if (isLost) continue;
    reach.channelIds.forEach((id) => told.add(id));
    hasTold = true;
    decisions.push({ reason: "step", sentence: `${called} tells ${reach.names.join(", ")}.` });
  }
  if (stepDueMs === null && !hasTold) {
    const names = namesOf(subject.channelIds, routing);
    subject.channelIds.forEach((id) => told.add(id));
    hasTold = true;
    decisions.push(
      subject.channelIds.length > 0
        ? {
            reason: "fallback",
            sentence: `No step of ${name} reaches anybody, so the monitor's own channels are told: ${names.join(", ")}.`,
          }
        : { reason: "nobody", sentence: `No step of ${name} reaches anybody, and the monitor has no channel that is on. Nobody is told.` },
    );
  }
  const reminds = remindDueMs !== null && remindDueMs <= nowMs;
  if (reminds) decisions.push({ reason: "reminder", sentence: "Nobody has acknowledged it, so whoever was told is reminded." });
  if (plan.remindMinutes !== null && (reminds || (remindDueMs === null && hasTold))) remindDueMs = nowMs + plan.remindMinutes * minuteMs;
  if (stepDueMs !== null) {
    const inMinutes = Math.ceil((stepDueMs - nowMs) / minuteMs);
    decisions.push({
      reason: "waiting",
      sentence: `${stepName(nextStep, plan, name)} follows in ${inMinutes} min, unless somebody acknowledges.`,
    });
  }
  const next = { nextStep, stepDueMs, remindDueMs, hasTold };
  return { channelIds: [...told], reminds, decisions, progress: dueOf(next) === null ? null : next };
}

/** What would happen to an incident that opens at a moment and is never acknowledged, up to its first reminder. `policy` null: none holds. */
export type Foresight = {
  policy: { id: string; name: string; because: Holding } | null;
  turns: { atMs: number; channels: { id: string; name: string }[]; decisions: Decision[] }[];
};

/** Who would be told, when and why, as policies, schedules and channels stand. Pure: rules that are tried out over the past ask it as well. */
export function whoWouldBeTold(routing: TeamRouting, monitor: { id: string } & Subject, atMs: number): Foresight {
  const policy = policyFor(monitor, routing.policies);
  const named = (ids: readonly string[]) => routing.channels.flatMap(({ id, name }) => (ids.includes(id) ? [{ id, name }] : []));
  if (policy === null) {
    const channels = named(monitor.channelIds);
    const told: Decision = { reason: "no_policy", sentence: "No policy holds for it, so the monitor's own channels are told at once." };
    const silent: Decision = {
      reason: "nobody",
      sentence: "No policy holds for it, and the monitor has no channel that is on. Nobody is told.",
    };
    return { policy: null, turns: [{ atMs, channels, decisions: [channels.length > 0 ? told : silent] }] };
  }
  const turns: Foresight["turns"] = [];
  for (let [turn, whenMs] = [begin(policy, routing, monitor, atMs), atMs]; ;) {
    turns.push({ atMs: whenMs, channels: named(turn.channelIds), decisions: turn.decisions });
    const dueMs = turn.progress === null ? null : dueOf(turn.progress);
    if (turn.reminds || turn.progress === null || dueMs === null) break;
    whenMs = dueMs;
    turn = takeTurn(policy, turn.progress, routing, monitor, whenMs);
  }
  return { policy: { id: policy.id, name: policy.name, because: holdingOf(monitor, policy) }, turns };
}

const lengthOf = ({ steps, repeat }: Plan) => steps.length * (1 + repeat.times);

/** How long after the one before it a step is taken; `nth` counts through all rounds. */
function afterMs({ steps, repeat }: Plan, nth: number): number {
  const own = steps[nth % steps.length]?.afterMinutes ?? 0;
  return (own + (nth > 0 && nth % steps.length === 0 ? repeat.afterMinutes : 0)) * minuteMs;
}

function stepName(nth: number, { steps }: Plan, policy: string): string {
  const round = Math.floor(nth / steps.length) + 1;
  return `Step ${(nth % steps.length) + 1} of ${policy}${round > 1 ? `, round ${round},` : ""}`;
}

function unmetBy(step: PolicyStep, subject: Subject, called: string, nowMs: number): Decision | null {
  if (step.severity !== "any" && step.severity !== subject.severity)
    return { reason: "severity", sentence: `${called} is only for what is ${step.severity}.` };
  if (step.tags.length > 0 && !step.tags.some((tag) => subject.tags.includes(tag)))
    return { reason: "tags", sentence: `${called} is only for monitors tagged ${step.tags.join(" or ")}.` };
  if (step.hours !== null && endOfHours(step.hours, nowMs) === null)
    return { reason: "hours", sentence: `${called} is not taken at this hour.` };
  return null;
}

function reachOf(step: PolicyStep, routing: TeamRouting, subject: Subject, nowMs: number): Reach {
  const each = step.tell.map((target) => reachOfTarget(target, routing, subject, nowMs));
  return {
    channelIds: [...new Set(each.flatMap((reach) => reach.channelIds))],
    names: [...new Set(each.flatMap((reach) => reach.names))],
    silent: each.flatMap((reach) => reach.silent),
  };
}

function reachOfTarget(target: PolicyTarget, routing: TeamRouting, subject: Subject, nowMs: number): Reach {
  switch (target.kind) {
    case "monitor": {
      if (subject.channelIds.length > 0) return reached(subject.channelIds, namesOf(subject.channelIds, routing));
      return silent("channel_off", "The monitor has no channel that is on.");
    }
    case "channel": {
      const channel = routing.channels.find(({ id }) => id === target.channelId);
      if (channel === undefined) return silent("channel_off", "A channel that it names was deleted.");
      return channel.enabled ? reached([channel.id], [channel.name]) : silent("channel_off", `${channel.name} is switched off.`);
    }
    case "schedule": {
      const schedule = routing.schedules.find(({ id }) => id === target.scheduleId);
      if (schedule === undefined) return silent("nobody_on_call", "A schedule that it names was deleted.");
      const userId = onCallAt(schedule, nowMs);
      if (userId === null) return silent("nobody_on_call", `Nobody is on call in ${schedule.name}.`);
      return reachOfPerson(userId, routing, ` (on call in ${schedule.name})`);
    }
    case "member":
      return reachOfPerson(target.userId, routing, "");
  }
}

function reachOfPerson(userId: string, routing: TeamRouting, as: string): Reach {
  const person = routing.people.find((each) => each.userId === userId);
  if (person === undefined) return silent("no_contact", `A person whom it names${as} is not in the team any more.`);
  const channels = routing.channels.filter(({ ownerId, enabled }) => ownerId === userId && enabled);
  if (channels.length === 0) return silent("no_contact", `${person.name}${as} has no channel of their own that is on.`);
  return reached(
    channels.map(({ id }) => id),
    [`${person.name}${as}`],
  );
}

const reached = (channelIds: readonly string[], names: string[]): Reach => ({ channelIds: [...channelIds], names, silent: [] });
const silent = (reason: TellingReason, sentence: string): Reach => ({ channelIds: [], names: [], silent: [{ reason, sentence }] });
const namesOf = (ids: readonly string[], { channels }: TeamRouting) => channels.flatMap(({ id, name }) => (ids.includes(id) ? [name] : []));
