import { z } from "zod";

export const LatencyRuleParams = z.strictObject({
  percentile: z.union([z.literal(50), z.literal(95), z.literal(99)], "Choose the 50th, 95th or 99th percentile."),
  windowMs: z
    .int("Type the window as a whole number of milliseconds.")
    .min(300_000, "The shortest window is 5 minutes.")
    .max(86_400_000, "The longest window is 1 day."),
  thresholdMs: z
    .int("Type the limit as a whole number of milliseconds.")
    .min(1, "The lowest limit is 1 ms.")
    .max(60_000, "The highest limit is 60 s."),
});
export type LatencyRuleParams = z.infer<typeof LatencyRuleParams>;

/** When measured latency becomes an alert: a percentile over a sliding window above a threshold. */
export const RuleInput = z.strictObject({ kind: z.literal("latency"), params: LatencyRuleParams, enabled: z.boolean().default(true) });
export type RuleInput = z.infer<typeof RuleInput>;

export type RuleRecord = Omit<RuleInput, "params"> & {
  /** Null: this version cannot read what another has stored. */
  params: LatencyRuleParams | null;
  id: string;
  monitorId: string;
  /** `unknown` until it was evaluated, then whether the rule is breached. */
  confirmed: "unknown" | "up" | "degraded" | "down";
  sinceMs: number | null;
  evaluatedAtMs: number | null;
  createdAtMs: number;
};
