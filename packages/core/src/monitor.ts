import { z } from "zod";
import { milliseconds } from "./fields.ts";
import { type MonitorKind, MonitorSpec, isActive } from "./monitor-spec.ts";
import { Quorum } from "./quorum-rule.ts";
import { Tags } from "./tags.ts";
import { singleLine } from "./text.ts";

/** When a run of verdicts becomes a state: so many bad ones open an incident, so many good ones close it. */
export const ConfirmationPolicy = z.strictObject({
  failuresToOpen: z
    .int("Type a whole number of failures.")
    .min(1, "At least 1 failure opens an incident.")
    .max(20, "At most 20 failures may be asked for.")
    .default(2),
  successesToClose: z
    .int("Type a whole number of successes.")
    .min(1, "At least 1 success closes an incident.")
    .max(20, "At most 20 successes may be asked for.")
    .default(1),
});
export type ConfirmationPolicy = z.infer<typeof ConfirmationPolicy>;

export const IntervalMs = milliseconds("the interval")
  .min(1_000, "The shortest interval is 1 second.")
  .max(86_400_000, "The longest interval is 1 day.");

/** The location that every instance has: the server itself. */
export const homeLocation = 1;

const LocationNos = z
  .array(z.int().min(1).max(32_767))
  .min(1, "Choose at least one location.")
  .max(20, "At most 20 locations.")
  .transform((nos) => [...new Set(nos)].toSorted((a, b) => a - b));

export const MonitorInput = z
  .strictObject({
    name: singleLine("The name", 100),
    spec: MonitorSpec,
    intervalMs: IntervalMs.default(60_000),
    /** Absent: the kind's own. What a ping, a person or other monitors say needs no second opinion. */
    policy: ConfirmationPolicy.optional(),
    /** `all`: every enabled channel of the team, also later ones. A list: just these; an empty one tells nobody. */
    channels: z.union([z.literal("all"), z.array(z.uuid()).max(50)]).default("all"),
    /** The policy that its incidents follow; null: as its tags and the team's default say. */
    alertPolicyId: z.uuid().nullable().default(null),
    tags: Tags.default([]),
    /** From where it is looked at; only what is probed is looked at from anywhere but home. */
    locationNos: LocationNos.default([homeLocation]),
    quorum: Quorum.default(Quorum.parse({})),
    /** What it depends on: while one of these is down, nobody is told that this is as well. */
    parents: z.array(z.uuid()).max(20, "At most 20 monitors.").default([]),
  })
  // One monitor's checks never overlap, so its results arrive in the order in which they were due.
  .refine((input) => fitsInterval(isActive(input.spec) ? input.spec.timeoutMs : null, input.intervalMs), {
    path: ["spec", "timeoutMs"],
    message: "The timeout is longer than the interval. Shorten it, or check less often.",
  })
  .transform(({ policy, locationNos, ...input }) => ({
    ...input,
    policy: policyFor(input.spec.kind, policy),
    locationNos: isActive(input.spec) ? locationNos : [homeLocation],
  }));
export type MonitorInput = z.infer<typeof MonitorInput>;

/** Whether a check ends before the next one is due. `timeoutMs` null: the monitor is not probed. */
export function fitsInterval(timeoutMs: number | null, intervalMs: number): boolean {
  return timeoutMs === null || timeoutMs <= intervalMs;
}

/** Groups and monitors that are set by hand are always told once; only heartbeats leave the choice. */
function policyFor(kind: MonitorKind, asked: ConfirmationPolicy | undefined): ConfirmationPolicy {
  if (kind === "group" || kind === "manual") return atOnce;
  return asked ?? (kind === "heartbeat" ? atOnce : ConfirmationPolicy.parse({}));
}

const atOnce: ConfirmationPolicy = { failuresToOpen: 1, successesToClose: 1 };
