import { simulate } from "./simulate.ts";

/** What many seeds gave together. `hash` is the same whoever played them, in whatever portions. */
export type Sum = {
  seeds: number;
  hash: number;
  events: number;
  simulatedMs: number;
  figures: Record<string, number>;
  violations: { seed: number; violation: string }[];
};

/** Plays `count` seeds from `from` on, up to the first that breaks a promise. */
export async function playSeeds({ from, count }: { from: number; count: number }): Promise<Sum> {
  const sum: Sum = { seeds: 0, hash: 0, events: 0, simulatedMs: 0, figures: {}, violations: [] };
  for (let seed = from; seed < from + count && sum.violations.length === 0; seed++) {
    const { hash, events, simulatedMs, figures, violation } = await simulate(seed);
    sum.seeds += 1;
    sum.hash += hash;
    sum.events += events;
    sum.simulatedMs += simulatedMs;
    for (const [name, n] of Object.entries(figures)) sum.figures[name] = (sum.figures[name] ?? 0) + n;
    if (violation !== null) sum.violations.push({ seed, violation });
  }
  return sum;
}
