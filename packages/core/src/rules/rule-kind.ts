import type { z } from "zod";
import type { Language } from "../language.ts";
import type { MetricWindow } from "../metric-window.ts";
import type { Sketch } from "../quantile-sketch.ts";
import type { Rollup } from "../rollup.ts";
import type { Change } from "../trend.ts";
import type { UptimeDefinition } from "../uptime-definition.ts";

/** What was checked in a span of time, whatever it was made from. */
export type CheckWindow = Pick<Rollup, "counts" | "states"> & { sketch: Sketch };

/** All that is known of one monitor at a moment that a rule of any kind may look at. Null: it is not known, or nobody asked for it. */
export type Seen = {
  atMs: number;
  /** Of the spans that the kind asks for, in that order; each ends at `atMs`. */
  windows: readonly CheckWindow[];
  /** What the team calls uptime. */
  definition: UptimeDefinition;
  metric: MetricWindow | null;
  /** When the certificate or the registration ends, or when latency is forecast to reach its limit. */
  momentMs: number | null;
  /** How long the newest run took, or the one that goes on has taken so far. */
  runMs: number | null;
  change: Change | null;
};

/** One figure that a limit is held against, made from `n` facts. Null: there was none; `n` says how many were too few. */
export type Measured = { value: number | null; n: number };

/** Which monitors a kind of rule can say anything of. */
export type Watches = "any" | "probed" | "heartbeat" | "domain";

/** What a rule of a kind is asked beside its checks. */
export type Fact = "metric" | "certificate" | "domain" | "runs" | "forecast" | "trend";

/** All that the house knows of one kind of rule. One file each, and a line in `rule-kinds.ts`. */
export type RuleKindInfo<Schema extends z.ZodType = z.ZodType> = {
  /** What is kept in `rules.params`. */
  schema: Schema;
  label: string;
  about: string;
  watches: Watches;
  /** What it reads beside checks; null: checks alone. */
  fact: Fact | null;
  /** The spans of checks that it looks at, in milliseconds. */
  windowsMs: (params: z.output<Schema>) => readonly number[];
  /** Whether it wants to know how long answers took; reading that costs more than counting. */
  wantsLatency?: true;
  /** Whether it goes by time in states; what people excluded of the uptime is left out of it then. */
  wantsTime?: true;
  /** On which side of the limit it is broken. */
  worse: (params: z.output<Schema>) => "above" | "below";
  /** The field that holds the limit, in the unit of what is measured. Null: the limit is a multiple of what is set, and it is 1. */
  limitField: (keyof z.output<Schema> & string) | null;
  /** The best figure there can be, from which suggested limits keep their distance. Null: the usual one. Absent: none is suggested. */
  best?: number | null;
  /** Up to where a broken rule stays broken when nothing else is said. */
  usualCloseAt: (limit: number, params: z.output<Schema>) => number;
  measure: (params: z.output<Schema>, seen: Seen) => Measured;
  /** When it is broken, in words that follow "when": `p95 over 15 min is above 800 ms`. */
  inWords: Record<Language, (params: z.output<Schema>) => string>;
  /** A figure as people read it; in English when nothing else is said. */
  format: (value: number, params: z.output<Schema>, language?: Language) => string;
};

/** Gives the functions of a kind the types of its schema: `ruleKindOf(LatencyParams)({ label: … })`. */
export function ruleKindOf<Schema extends z.ZodType>(schema: Schema): (info: Omit<RuleKindInfo<Schema>, "schema">) => RuleKindInfo<Schema> {
  return (info) => ({ schema, ...info });
}

/** Fewer checks than this are chance. */
export const fewestChecks = 5;

export const noFact: Measured = { value: null, n: 0 };
