import type { Severity } from "./health.ts";
import type { PolicyRecord } from "./policy.ts";
import { type TeamRouting, begin } from "./telling.ts";

/** A stretch of time in which no step of a policy would reach anybody. Half-open, whole quarters of an hour. */
export type Hole = { severity: Severity; fromMs: number; untilMs: number };

const ofSomeMonitor = "a channel of its own";
const quarterMs = 900_000;
const weekMs = 7 * 86_400_000;

/**
 * When, in the week to come, a policy would reach nobody, so that the monitor's own channels are told in its stead: nobody on call at
 * night, a step for hours alone. Looked at every quarter of an hour, for what is down and for what is degraded.
 */
export function holesOf(policy: Pick<PolicyRecord, "name" | "plan" | "tags">, routing: TeamRouting, nowMs: number): Hole[] {
  const startMs = Math.ceil(nowMs / quarterMs) * quarterMs;
  return (["down", "degraded"] as const).flatMap((severity) => {
    const holes: Hole[] = [];
    for (let atMs = startMs; atMs < startMs + weekMs; atMs += quarterMs) {
      const { decisions } = begin(policy, routing, { severity, tags: policy.tags, channelIds: [ofSomeMonitor] }, atMs);
      if (!decisions.some(({ reason }) => reason === "fallback")) continue;
      const last = holes.at(-1);
      if (last?.untilMs === atMs) last.untilMs = atMs + quarterMs;
      else holes.push({ severity, fromMs: atMs, untilMs: atMs + quarterMs });
    }
    return holes;
  });
}
