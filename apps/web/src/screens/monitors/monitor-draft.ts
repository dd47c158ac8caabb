import { proposedName } from "@vedette/core/kinds";
import { HttpSpec } from "@vedette/core/kinds/http";
import { MonitorInput } from "@vedette/core/monitor";
import { isActive } from "@vedette/core/monitor-spec";
import type { MonitorRecord } from "@vedette/core/monitor-record";

export const units = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type Unit = keyof typeof units;

/** A monitor while it is being typed: text stays as typed, so that nothing is lost when it is refused. */
export type MonitorDraft = {
  name: string;
  url: string;
  method: string;
  every: string;
  everyUnit: Unit;
  /** Empty: 10 s, or the interval where that is shorter. */
  timeoutSeconds: string;
  expectedStatus: string;
  /** Empty: any time up to the timeout is fine. */
  slowAfterMs: string;
  maxRedirects: string;
  failuresToOpen: string;
  successesToClose: string;
  channels: "all" | string[];
  tags: readonly string[];
};

export const emptyDraft: MonitorDraft = {
  name: "",
  url: "",
  method: "GET",
  every: "1",
  everyUnit: "min",
  timeoutSeconds: "",
  expectedStatus: "2xx",
  slowAfterMs: "",
  maxRedirects: "5",
  failuresToOpen: "2",
  successesToClose: "1",
  channels: "all",
  tags: [],
};

export function draftOf(monitor: MonitorRecord): MonitorDraft {
  const { spec, policy } = monitor;
  if (spec.kind !== "http") throw new Error("only HTTP monitors have this draft");
  const unit = (Object.keys(units) as Unit[]).findLast((each) => monitor.intervalMs % units[each] === 0) ?? "s"; // safe because the literal's keys are the type
  return {
    name: monitor.name,
    url: spec.url,
    method: spec.method,
    every: String(monitor.intervalMs / units[unit]),
    everyUnit: unit,
    timeoutSeconds: spec.timeoutMs === defaultTimeoutMs(monitor.intervalMs) ? "" : String(spec.timeoutMs / 1_000),
    expectedStatus: spec.expectedStatus,
    slowAfterMs: spec.slowAfterMs === undefined ? "" : String(spec.slowAfterMs),
    maxRedirects: String(spec.maxRedirects),
    failuresToOpen: String(policy.failuresToOpen),
    successesToClose: String(policy.successesToClose),
    channels: monitor.channels,
    tags: monitor.tags,
  };
}

export type DraftReading = { ok: true; input: MonitorInput } | { ok: false; errors: Record<string, string> };

/** What the draft asks for, or one sentence per field (by the input's path, such as `spec.url`). An empty name is the address's. */
export function readDraft(draft: MonitorDraft): DraftReading {
  const everyMs = numberOf(draft.every) * units[draft.everyUnit];
  const spec = {
    kind: "http",
    url: draft.url,
    method: draft.method,
    timeoutMs: draft.timeoutSeconds.trim() === "" ? defaultTimeoutMs(everyMs) : Math.round(numberOf(draft.timeoutSeconds) * 1_000),
    expectedStatus: draft.expectedStatus,
    ...(draft.slowAfterMs.trim() === "" ? {} : { slowAfterMs: numberOf(draft.slowAfterMs) }),
    maxRedirects: numberOf(draft.maxRedirects),
  };
  const parsed = MonitorInput.safeParse({
    name: draft.name.trim() === "" ? nameFor(draft.url) : draft.name,
    spec,
    intervalMs: Number.isNaN(everyMs) ? everyMs : Math.round(everyMs),
    policy: { failuresToOpen: numberOf(draft.failuresToOpen), successesToClose: numberOf(draft.successesToClose) },
    channels: draft.channels,
    tags: draft.tags,
  });
  if (parsed.success) return { ok: true, input: parsed.data };
  const entries = parsed.error.issues.map((issue) => [issue.path.join("."), issue.message] as const);
  const errors = Object.fromEntries(entries.toReversed()); // reversed: the first message of a field wins
  // An interval that is refused says nothing about the timeout yet.
  if ("intervalMs" in errors) delete errors["spec.timeoutMs"];
  return { ok: false, errors };
}

/** Checks of one monitor never overlap, so a short interval bounds the timeout. */
function defaultTimeoutMs(intervalMs: number): number {
  return intervalMs >= 1_000 ? Math.min(10_000, intervalMs) : 10_000;
}

/** What an empty timeout stands for, as the field shows it. */
export function defaultTimeoutSeconds(draft: MonitorDraft): string {
  return String(defaultTimeoutMs(numberOf(draft.every) * units[draft.everyUnit]) / 1_000);
}

/** What the settings cost: checks a day, and the longest time an outage can go unseen. */
export function costOf(input: Pick<MonitorInput, "intervalMs" | "policy" | "spec">): { checksPerDay: number; detectionMs: number } {
  return {
    checksPerDay: Math.round(units.d / input.intervalMs),
    detectionMs: input.intervalMs * input.policy.failuresToOpen + (isActive(input.spec) ? input.spec.timeoutMs : 0),
  };
}

/** A name that will do for a monitor whose address may still be incomplete. */
export function nameFor(url: string): string {
  const parsed = URL.parse(url.trim());
  if (parsed === null || parsed.host === "") return "Monitor";
  const spec = HttpSpec.safeParse({ kind: "http", url: parsed.href });
  return spec.success ? proposedName(spec.data) : "Monitor";
}

/** Numbers as people type them; what is no number becomes NaN, which every field refuses with its own sentence. */
function numberOf(text: string): number {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? Number.NaN : Number(trimmed);
}
