import { kinds, proposedName } from "@vedette/core/kinds";
import { MonitorInput, homeLocation } from "@vedette/core/monitor";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { type MonitorKind, MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import type { Quorum } from "@vedette/core/quorum-rule";
import type { Proposal } from "@vedette/core/propose-specs";
import { worstDetectionMs } from "@vedette/core/second-look";
import { problemsOf } from "../../api/form-problems.ts";
import { type SpecDraft, draftFrom, fieldsOf, inputFrom, numberOf } from "./spec-draft.ts";

export const units = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type Unit = keyof typeof units;

/** A monitor while it is being typed: text stays as typed, so that nothing is lost when it is refused. */
export type MonitorDraft = {
  name: string;
  kind: MonitorKind;
  spec: SpecDraft;
  every: string;
  everyUnit: Unit;
  failuresToOpen: string;
  successesToClose: string;
  channels: "all" | string[];
  alertPolicyId: string | null;
  tags: readonly string[];
  locationNos: readonly number[];
  quorum: Quorum["rule"];
  atLeast: string;
  parents: readonly string[];
};

/** A new monitor of a kind, of which `spec` is known already. */
export function newDraft(kind: MonitorKind, spec: Record<string, unknown> = {}): MonitorDraft {
  return {
    name: "",
    kind,
    spec: specDraft(kind, spec),
    ...every(usualIntervalMs(kind)),
    failuresToOpen: usualFailures(kind),
    successesToClose: "1",
    channels: "all",
    alertPolicyId: null,
    tags: [],
    locationNos: [homeLocation],
    quorum: "majority",
    atLeast: "2",
    parents: [],
  };
}

/** The draft with the settings of another kind, or other settings; all else stays, but for an interval that is only the usual one. */
export function withSpec(draft: MonitorDraft, kind: MonitorKind, spec: Record<string, unknown>): MonitorDraft {
  const isUsual = everyMsOf(draft) === usualIntervalMs(draft.kind);
  const failuresToOpen = draft.failuresToOpen === usualFailures(draft.kind) ? usualFailures(kind) : draft.failuresToOpen;
  return { ...draft, ...(isUsual && every(usualIntervalMs(kind))), failuresToOpen, kind, spec: specDraft(kind, spec) };
}

/**
 * The draft for another address: what `next` proposes otherwise than `before` did, of the same kind, takes the place of what stands there;
 * what was typed beside it stays.
 */
export function withProposal(draft: MonitorDraft, before: Proposal | null, next: Proposal): MonitorDraft {
  const fresh = withSpec(draft, next.kind, next.spec);
  if (draft.kind !== next.kind) return fresh;
  const old = specDraft(draft.kind, before?.kind === draft.kind ? before.spec : {});
  const typed = Object.entries(draft.spec).filter(([key]) => JSON.stringify(old[key]) === JSON.stringify(fresh.spec[key]));
  return { ...fresh, spec: { ...fresh.spec, ...Object.fromEntries(typed) } };
}

/** Whether Vedette itself looks; the others wait to be told, or follow others. */
export function isProbedKind(kind: MonitorKind): boolean {
  return fieldsOf(kind).some((field) => field.key === "timeoutMs");
}

/** One bad check may be chance; what was told is meant. */
function usualFailures(kind: MonitorKind): string {
  return isProbedKind(kind) ? "2" : "1";
}

function usualIntervalMs(kind: MonitorKind): number {
  return kinds[kind].usualIntervalMs ?? units.min;
}

/** An interval as it is typed, in the largest unit that has no fractions. */
function every(intervalMs: number): Pick<MonitorDraft, "every" | "everyUnit"> {
  const unit = (Object.keys(units) as Unit[]).findLast((each) => intervalMs % units[each] === 0) ?? "s"; // safe because the literal's keys are the type
  return { every: String(intervalMs / units[unit]), everyUnit: unit };
}

/** An untyped timeout follows the interval, so it stands empty. */
function specDraft(kind: MonitorKind, spec: Record<string, unknown>): SpecDraft {
  const draft = draftFrom(fieldsOf(kind), spec);
  return "timeoutMs" in draft && spec["timeoutMs"] === undefined ? { ...draft, timeoutMs: "" } : draft;
}

/** `kind`: the monitor's own. Of settings that cannot be read stands what can be. */
export function draftOf(monitor: MonitorRecord, kind: MonitorKind): MonitorDraft {
  const { spec, policy } = monitor;
  const settings = spec.kind === "unreadable" ? spec.stored : spec;
  const isUntyped = isActive(spec) && spec.timeoutMs === defaultTimeoutMs(monitor.intervalMs);
  return {
    name: monitor.name,
    kind,
    spec: specDraft(kind, isUntyped ? { ...settings, timeoutMs: undefined } : settings),
    ...every(monitor.intervalMs),
    failuresToOpen: String(policy.failuresToOpen),
    successesToClose: String(policy.successesToClose),
    channels: monitor.channels,
    alertPolicyId: monitor.alertPolicyId,
    tags: monitor.tags,
    locationNos: monitor.locationNos,
    quorum: monitor.quorum.rule,
    atLeast: String(monitor.quorum.atLeast),
    parents: monitor.parents,
  };
}

export type DraftReading = { ok: true; input: MonitorInput } | { ok: false; errors: Record<string, string> };

/** What the draft asks for, or one sentence per field (by the input's path, such as `spec.url`). An empty name is the target's. */
export function readDraft(draft: MonitorDraft): DraftReading {
  const everyMs = everyMsOf(draft);
  const spec = specInput(draft);
  const parsed = MonitorInput.safeParse({
    name: draft.name.trim() === "" ? nameFor(draft) : draft.name,
    spec,
    intervalMs: Number.isNaN(everyMs) ? everyMs : Math.round(everyMs),
    policy: { failuresToOpen: numberOf(draft.failuresToOpen), successesToClose: numberOf(draft.successesToClose) },
    channels: draft.channels,
    alertPolicyId: draft.alertPolicyId,
    tags: draft.tags,
    locationNos: draft.locationNos,
    quorum: { rule: draft.quorum, atLeast: draft.quorum === "at_least" ? numberOf(draft.atLeast) : undefined },
    parents: draft.parents,
  });
  if (parsed.success) return { ok: true, input: parsed.data };
  const errors = problemsOf(parsed);
  // An interval that is refused says nothing about the timeout yet.
  if ("intervalMs" in errors) delete errors["spec.timeoutMs"];
  return { ok: false, errors };
}

/** The settings alone, for the schema to judge. */
function specInput(draft: MonitorDraft): Record<string, unknown> {
  const input = { kind: draft.kind, ...inputFrom(fieldsOf(draft.kind), draft.spec) };
  return draft.spec["timeoutMs"] === "" ? { ...input, timeoutMs: defaultTimeoutMs(everyMsOf(draft)) } : input;
}

function everyMsOf(draft: MonitorDraft): number {
  return numberOf(draft.every) * units[draft.everyUnit];
}

/** Checks of one monitor never overlap, so a short interval bounds the timeout. */
function defaultTimeoutMs(intervalMs: number): number {
  return intervalMs >= 1_000 ? Math.min(10_000, intervalMs) : 10_000;
}

/** What an empty timeout stands for, as the field shows it. */
export function defaultTimeoutSeconds(draft: MonitorDraft): string {
  return String(defaultTimeoutMs(everyMsOf(draft)) / 1_000);
}

/** What the settings cost: checks a day, and the longest time an outage can go unseen. */
export function costOf(input: Pick<MonitorRecord, "intervalMs" | "policy" | "spec" | "locationNos">): {
  checksPerDay: number;
  detectionMs: number;
} {
  const { intervalMs, policy, spec, locationNos } = input;
  return {
    checksPerDay: Math.round((units.d / intervalMs) * locationNos.length),
    detectionMs: isActive(spec)
      ? worstDetectionMs({ intervalMs, timeoutMs: spec.timeoutMs, failuresToOpen: policy.failuresToOpen })
      : intervalMs * policy.failuresToOpen,
  };
}

/** A name that will do for a monitor whose settings may still be incomplete. */
export function nameFor(draft: MonitorDraft): string {
  const input = specInput(draft);
  const spec = MonitorSpec.safeParse("assertions" in input ? { ...input, assertions: "" } : input);
  return spec.success ? proposedName(spec.data) : kinds[draft.kind].label;
}
