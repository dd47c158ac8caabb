import { z } from "zod";

/** How many of the locations that look at a monitor have to see it failing before it is held to be failing. */
export const Quorum = z.strictObject({
  rule: z.enum(["any", "majority", "all", "at_least"]).default("majority"),
  /** Only counts for `at_least`; more than there are to ask means all of them. */
  atLeast: z.int("Type a whole number.").min(1, "At least 1 location.").max(20, "At most 20 locations.").default(2),
});
export type Quorum = z.infer<typeof Quorum>;

/** How many of `n` locations have to see a failure. */
export function neededOf({ rule, atLeast }: Quorum, n: number): number {
  return { any: 1, majority: Math.floor(n / 2) + 1, all: Math.max(1, n), at_least: Math.min(atLeast, n) }[rule];
}
