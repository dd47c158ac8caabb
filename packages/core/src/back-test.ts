import type { Firing } from "./replay.ts";

/** What a rule would have done with one monitor, and who would have been told. */
export type MonitorBackTest = { monitor: { id: string; name: string }; firings: Firing[]; told: { id: string; name: string }[] };

/**
 * What a draft of a rule would have done. `fromMs`: from when on there was anything to replay; null, with `notReplayed`, where the past
 * does not say what the rule would have seen.
 */
export type BackTest = {
  fromMs: number | null;
  untilMs: number;
  stepMs: number;
  notReplayed: string | null;
  /** How many monitors it looks at, and the first of them, which were replayed. */
  covered: number;
  monitors: MonitorBackTest[];
  /** What it would find now, in words; null where it is not known, or of several monitors. */
  now: string | null;
  /** A limit that hardly any of the last 14 days would have crossed. */
  suggested: number | null;
  problems: { path: string; message: string; isError: boolean }[];
};
