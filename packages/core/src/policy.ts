import { z } from "zod";
import { Tags } from "./tags.ts";
import { singleLine } from "./text.ts";
import { WeeklyHours } from "./weekly-hours.ts";

/** Whom a step tells. `monitor`: the channels that the monitor itself names. A person is told through channels of their own. */
export const PolicyTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("monitor") }),
  z.strictObject({ kind: z.literal("channel"), channelId: z.uuid() }),
  z.strictObject({ kind: z.literal("schedule"), scheduleId: z.uuid() }),
  z.strictObject({ kind: z.literal("member"), userId: z.uuid() }),
]);
export type PolicyTarget = z.infer<typeof PolicyTarget>;

const minutes = (least: number, most: number) =>
  z.int("Type a whole number of minutes.").min(least, `At least ${least} minutes.`).max(most, `At most ${most} minutes.`);

const PolicyStep = z.strictObject({
  /** After the step before; for the first one, after people may be told at all. */
  afterMinutes: minutes(0, 10_080).default(0),
  tell: z.array(PolicyTarget).min(1, "Say whom this step tells.").max(20, "A step tells at most 20."),
  /** What it is taken for: any of these tags, at these hours. */
  severity: z.enum(["any", "down", "degraded"]).default("any"),
  tags: Tags.default([]),
  hours: WeeklyHours.nullable().default(null),
});
export type PolicyStep = z.infer<typeof PolicyStep>;

/** What an incident follows from its beginning to its end, whatever becomes of the policy meanwhile. */
export const Plan = z.strictObject({
  steps: z.array(PolicyStep).min(1, "Add at least one step.").max(10, "At most 10 steps."),
  /** How often all steps are taken again, each round so long after the last step of the one before. */
  repeat: z
    .strictObject({ times: z.int("Type a whole number.").min(0).max(9, "Repeat at most 9 times."), afterMinutes: minutes(1, 1_440) })
    .default({ times: 0, afterMinutes: 30 }),
  /** While nobody has acknowledged, whoever was told is reminded. Null: never. */
  remindMinutes: minutes(5, 1_440).nullable().default(null),
  /** Later openings that share a parent, a host or a tag with one of this many seconds before go together, in one message. 0: never. */
  groupSeconds: z.int("Type a whole number of seconds.").min(0).max(300, "At most 300 seconds.").default(10),
});
export type Plan = z.infer<typeof Plan>;

export const PolicyInput = z.strictObject({
  name: singleLine("The name", 100),
  /** Monitors that follow it whatever their tags are. */
  monitorIds: z
    .array(z.uuid())
    .max(1_000, "At most 1,000 monitors; use a tag for more.")
    .transform((ids) => [...new Set(ids)].toSorted())
    .default([]),
  /** Monitors with any of these follow it, unless another policy names them. */
  tags: Tags.default([]),
  /** Everything that no other policy holds for follows it. A team has one at most. */
  isDefault: z.boolean().default(false),
  plan: Plan,
});
export type PolicyInput = z.infer<typeof PolicyInput>;
/** `position`: of two policies with a monitor's tags the earlier one holds. */
export type PolicyRecord = PolicyInput & { id: string; position: number; version: number };

/** Why a policy holds for a monitor: it names it, has one of its tags, or is the team's default. */
export type Holding = "named" | "tag" | "default";

/** Which policy holds for a monitor: one that names it, else the first with one of its tags, else the team's default, else none. */
export function policyFor(monitor: { id: string; tags: readonly string[] }, policies: readonly PolicyRecord[]): PolicyRecord | null {
  const ordered = policies.toSorted((a, b) => a.position - b.position);
  return (
    ordered.find((policy) => policy.monitorIds.includes(monitor.id)) ??
    ordered.find((policy) => policy.tags.some((tag) => monitor.tags.includes(tag))) ??
    ordered.find((policy) => policy.isDefault) ??
    null
  );
}

/** Why this policy is the one that holds for the monitor. */
export function holdingOf(monitor: { id: string; tags: readonly string[] }, policy: PolicyRecord): Holding {
  if (policy.monitorIds.includes(monitor.id)) return "named";
  return policy.tags.some((tag) => monitor.tags.includes(tag)) ? "tag" : "default";
}
