import { type Random, between, oneOf } from "@vedette/testkit/seeded-random";

/** `slot`: which of the three workers. */
export type Fault = { atMs: number } & (
  | { kind: "killed" | "restarted"; slot: number; awayMs: number }
  | { kind: "frozen"; slot: number; lastsMs: number }
  | { kind: "database away" | "database stalled"; lastsMs: number }
  | { kind: "worker's clock set" | "database's clock set"; slot: number; byMs: number }
);

export type Plan = {
  activeMs: number;
  faults: Fault[];
  /** Whoever has the event of this number dies of it. */
  killAtEvents: number[];
  instantShare: number;
  slowestMs: number;
  lostShare: number;
  bell: { lostShare: number; refusedShare: number };
  sink: { untilMs: number; refusing: number; hanging: number; resetting: number; gone: number };
};

/** Everything that goes wrong until `activeMs`, and how bad the roads are. Every eighth seed is left in peace. */
export function drawPlan(random: Random): Plan {
  const activeMs = between(random, 60_000, 180_000);
  const isPeaceful = random() < 0.125;
  const some = (most: number) => (isPeaceful ? 0 : Math.floor(random() ** 2 * (most + 1)));
  const share = (most: number) => (isPeaceful || random() < 0.4 ? 0 : most * random() ** 2);
  return {
    activeMs,
    faults: Array.from({ length: some(6) }, () => drawFault(random, activeMs)),
    killAtEvents: Array.from({ length: some(5) }, () => between(random, 1, 1_500)).toSorted((a, b) => a - b),
    instantShare: oneOf(random, [0.97, 0.97, 0.9, 0]),
    slowestMs: oneOf(random, [5, 50, 2_000]),
    lostShare: share(0.03),
    bell: { lostShare: share(0.6), refusedShare: share(0.3) },
    sink: { untilMs: activeMs, refusing: share(0.5), hanging: share(0.2), resetting: share(0.25), gone: random() < 0.05 ? 0.05 : 0 },
  };
}

function drawFault(random: Random, activeMs: number): Fault {
  const atMs = random() * activeMs;
  const slot = between(random, 0, 2);
  const kind = oneOf<Fault["kind"]>(random, [
    "killed",
    "restarted",
    "frozen",
    "frozen",
    "database away",
    "database stalled",
    "worker's clock set",
    "database's clock set",
  ]);
  switch (kind) {
    case "killed":
    case "restarted":
      return { atMs, kind, slot, awayMs: 200 + 20_000 * random() ** 3 };
    case "frozen":
      return { atMs, kind, slot, lastsMs: 200 + 60_000 * random() ** 2 };
    case "database away":
    case "database stalled":
      return { atMs, kind, lastsMs: 200 + 20_000 * random() ** 2 };
    case "worker's clock set":
      return { atMs, kind, slot, byMs: between(random, -3_600_000, 3_600_000) };
    case "database's clock set":
      return { atMs, kind, slot, byMs: oneOf(random, [-1_500, -200, 700, 30_000, 300_000]) };
  }
}
