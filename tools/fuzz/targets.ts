import type { FuzzTarget } from "@vedette/testkit/fuzz";
import { byteTargets } from "./byte-targets.ts";
import { textTargets } from "./text-targets.ts";
import { wireTargets } from "./wire-targets.ts";

/** Every reader of foreign bytes that is fuzzed. */
// safe because a target only ever reads what it made itself
export const fuzzTargets = [...byteTargets, ...textTargets, ...wireTargets] as readonly FuzzTarget[];
