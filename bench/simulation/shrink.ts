import type { Plan } from "./faults.ts";
import { type Outcome, simulate } from "./simulate.ts";

type Change = (plan: Plan) => void;

/** Leaves out whatever of a seed's faults is not needed to break a promise, one after the other. Throws when it breaks none. */
export async function shrink(seed: number): Promise<{ plan: Plan; outcome: Outcome }> {
  const kept: Change[] = [];
  let plan: Plan | null = null;
  const outcomeOf = async (changes: readonly Change[]): Promise<Outcome> =>
    await simulate(seed, {
      isTraced: true,
      change: (drawn) => {
        for (const change of changes) change(drawn);
        plan = structuredClone(drawn);
      },
    });
  let outcome = await outcomeOf([]);
  if (outcome.violation === null || plan === null) throw new Error(`seed ${seed} breaks no promise`);
  let smallest: Plan = plan;
  for (const change of smallerOnes(smallest)) {
    const tried = await outcomeOf([...kept, change]);
    if (tried.violation === null) continue;
    kept.push(change);
    [outcome, smallest] = [tried, plan];
  }
  return { plan: smallest, outcome };
}

function smallerOnes({ faults, killAtEvents }: Plan): Change[] {
  return [
    ...faults.map(
      ({ atMs }): Change =>
        (plan) =>
          void (plan.faults = plan.faults.filter((fault) => fault.atMs !== atMs)),
    ),
    ...killAtEvents.map(
      (at): Change =>
        (plan) =>
          void (plan.killAtEvents = plan.killAtEvents.filter((event) => event !== at)),
    ),
    (plan) => void (plan.lostShare = 0),
    (plan) => void (plan.bell = { lostShare: 0, refusedShare: 0 }),
    (plan) => void (plan.sink = { ...plan.sink, untilMs: 0 }),
    (plan) => void (plan.instantShare = 1),
    (plan) => void (plan.slowestMs = 5),
  ];
}
