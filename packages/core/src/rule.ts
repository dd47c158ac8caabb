import { z } from "zod";
import { line } from "./fields.ts";
import type { ConfirmedHealth } from "./health.ts";
import { type RuleKind, ruleKindNames, ruleKinds } from "./rule-kinds.ts";
import { Tag } from "./tags.ts";
import { singleLine } from "./text.ts";

/** Which monitors a rule looks at. One that comes to a tag or to the team later is looked at from then on. */
export const RuleScope = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("monitor"), monitorId: z.uuid() }),
  z.strictObject({ type: z.literal("tag"), tag: Tag }),
  z.strictObject({ type: z.literal("team") }),
]);
export type RuleScope = z.infer<typeof RuleScope>;

const dayMs = 86_400_000;

/** What rules of every kind are asked for beside their condition. */
export const RuleSettings = z.strictObject({
  severity: z
    .enum(["degraded", "down"])
    .default("degraded")
    .meta({ label: "Severity", choices: { degraded: "Degraded", down: "Down" }, place: "main" }),
  forMs: z
    .int("Type the time as a whole number of milliseconds.")
    .min(0, "A rule cannot wait for less than no time.")
    .max(dayMs, "A rule waits for at most 1 day.")
    .default(0)
    .meta({ label: "For at least", control: "seconds", placeholder: "0", hint: "How long it has to be broken on end. 0 opens at once." }),
  closeAt: z.number("Type the value as a number.").optional().meta({
    label: "Closes at",
    placeholder: "a tenth better",
    hint: "In the unit of the limit. Between the two nothing changes, so a value on the limit does not open and close for ever.",
  }),
  noData: z
    .enum(["keep", "open", "resolve"])
    .default("keep")
    .meta({
      label: "Without data",
      choices: { keep: "Nothing changes", open: "The rule counts as broken", resolve: "The rule counts as kept" },
      hint: "A rule that has never seen data does not open for want of it.",
    }),
  labels: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z_][a-z0-9_]{0,49}$/i, "Begin with a letter; letters, digits and _ only.")
          .meta({ label: "Name", placeholder: "service" }),
        value: singleLine("The value", 200).meta({ label: "Value", placeholder: "checkout" }),
      }),
    )
    .max(20, "At most 20 labels.")
    .refine((labels) => new Set(labels.map(({ name }) => name)).size === labels.length, "Two labels have the same name.")
    .default([])
    .meta({ label: "Labels", item: "a label" }),
  runbook: z
    .union([z.literal(""), z.url({ protocol: /^https?$/, error: "Type an address that begins with https:// or http://." })])
    .default("")
    .meta({ label: "Runbook", placeholder: "https://wiki.example.com/runbooks/latency", hint: "Where it says what to do." }),
});
export type RuleSettings = z.output<typeof RuleSettings>;

/** When measurements become an incident of their own, beside checks that fail. `params` are those of its kind. */
export const RuleInput = z
  .strictObject({
    kind: z.enum(ruleKindNames, "Choose a kind of rule."),
    /** Empty: it is called by what it says. */
    name: line(100).default(""),
    scope: RuleScope,
    params: z.record(z.string(), z.unknown()),
    settings: RuleSettings.prefault({}),
    enabled: z.boolean().default(true),
  })
  .transform((rule, context) => {
    const read = ruleKinds[rule.kind].schema.safeParse(rule.params);
    if (!read.success) {
      for (const { path, message } of read.error.issues) context.addIssue({ code: "custom", path: ["params", ...path], message });
      return z.NEVER;
    }
    const parsed = { ...rule, params: read.data as Record<string, unknown> }; // safe because every kind's schema is an object
    const problem = closingProblem(parsed);
    if (problem !== null) context.addIssue({ code: "custom", path: ["settings", "closeAt"], message: problem });
    return parsed;
  });
export type RuleInput = z.output<typeof RuleInput>;

/** What decides when a rule opens and closes. */
export type RuleCondition = { kind: RuleKind; params: Record<string, unknown>; settings: RuleSettings };

/** The value beyond which a rule is broken, and the one beyond which it is kept again; 1 and its like where no field holds a limit. */
export function limitsOf({ kind, params, settings }: RuleCondition): { limit: number; closeAt: number; worse: "above" | "below" } {
  const info = ruleKinds[kind];
  const limit = info.limitField === null ? 1 : Number(params[info.limitField]);
  return { limit, closeAt: settings.closeAt ?? info.usualCloseAt(limit, params), worse: info.worse(params) };
}

function closingProblem(rule: RuleCondition): string | null {
  if (rule.settings.closeAt === undefined) return null;
  if (ruleKinds[rule.kind].limitField === null) return "This kind closes when its short windows are well again. Leave this empty.";
  const { limit, closeAt, worse } = limitsOf(rule);
  const isWrong = worse === "above" ? closeAt > limit : closeAt < limit;
  if (!isWrong) return null;
  return `The rule is broken ${worse} ${limit}, so it closes at ${limit} or ${worse === "above" ? "below" : "above"}. Type another value, or leave it empty.`;
}

/** How often evaluating a rule can find something new, whatever it looks at. */
export function everyMsOf({ kind, params }: Pick<RuleInput, "kind" | "params">): number {
  const { fact, windowsMs } = ruleKinds[kind];
  if (fact !== null && fact !== "metric" && fact !== "runs") return 300_000;
  const shortestMs = Math.min(...windowsMs(params), Number(params["windowMs"] ?? Infinity));
  if (fact === "runs" || shortestMs <= 3_600_000) return 10_000;
  return shortestMs <= 6 * 3_600_000 ? 60_000 : 300_000;
}

/** What a rule is called: its name, or what it says. */
export function ruleTitle({ name, kind, params }: Pick<RuleInput, "name" | "kind" | "params">): string {
  if (name !== "") return name;
  const words = ruleKinds[kind].inWords.en(params);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export type RuleRecord = RuleInput & { id: string; createdAtMs: number };

/** How a rule stands with one monitor; `unknown` until it was evaluated there. */
export type RuleStanding = { confirmed: ConfirmedHealth; sinceMs: number | null };

/** Another limit, replayed over the last 14 days: how often the rule fires with its own, and how often it would with this one. */
export type QuieterLimit = { limit: string; fires: number; wouldFire: number };

/** How much a rule was heard of in 30 days, and a limit that would spare most of it; null where the past does not say one. */
export type RuleNoise = {
  rule: RuleRecord;
  opened: number;
  acknowledged: number;
  medianMs: number;
  limit: string;
  quieter: QuieterLimit | null;
};

/** A rule as lists show it. `standing`: with the monitor that was asked about, else with the worst of those it looks at. */
export type RuleRow = RuleRecord & {
  /** Of a rule for one monitor. */
  monitorName: string | null;
  standing: RuleStanding;
  /** How many monitors it looks at, with how many it is broken, and how often it opened in 30 days. */
  covered: number;
  broken: number;
  opened30d: number;
};
