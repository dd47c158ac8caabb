import type { Bug } from "./bug.ts";
import { roadBugs } from "./road-bugs.ts";

export const bugs: readonly Bug[] = roadBugs;
