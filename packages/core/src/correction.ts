import { z } from "zod";
import { multiLine } from "./text.ts";

const instant = z.int().min(0).max(8_640_000_000_000_000);

const longestMs = 366 * 86_400_000;

/** `excluded`: the time leaves the uptime. `noted`: it is only shown. The stretch is half-open, in milliseconds since the epoch. */
export const CorrectionInput = z
  .strictObject({
    kind: z.enum(["excluded", "noted"]),
    fromMs: instant,
    untilMs: instant,
    reason: multiLine("The reason", 500).trim().min(1, "Say why: the reason stands beside the correction for everyone in the team."),
  })
  .refine((input) => input.fromMs < input.untilMs, {
    path: ["untilMs"],
    message: "The end is not after the beginning. Correct one of them.",
  })
  .refine((input) => input.untilMs - input.fromMs <= longestMs, {
    path: ["untilMs"],
    message: "A correction covers at most 366 days. Make several.",
  });
export type CorrectionInput = z.infer<typeof CorrectionInput>;

type Person = { id: string; name: string };

/** A correction as lists show it. Times are milliseconds since the epoch. `withdrawn` null: it holds. */
export type CorrectionRow = CorrectionInput & {
  id: string;
  createdAtMs: number;
  createdBy: Person;
  withdrawn: { atMs: number; by: Person } | null;
};
