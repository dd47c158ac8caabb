import { HttpSpec } from "@vedette/core/kinds/http";
import type { Quorum } from "@vedette/core/quorum-rule";
import { phaseOf } from "@vedette/core/schedule";
import { type Sealer, channelContext, createSealer } from "@vedette/engine/seal";
import { type Random, between, oneOf } from "@vedette/testkit/seeded-random";
import { type MonitorRow, type Tables, createTables, placeOf } from "./model/tables.ts";

const realSealer = createSealer([{ id: 1, key: new Uint8Array(32).fill(7) }]);
const opened = new Map<Buffer, string>();
/** A real one that opens each secret once: seeds have the same channels. */
export const sealer: Sealer = {
  ...realSealer,
  open: (sealed, context) => {
    const secret = opened.get(sealed) ?? realSealer.open(sealed, context);
    opened.set(sealed, secret);
    return secret;
  },
};
const team = { id: "00000000-0000-4000-8000-000000000001", name: "Acme", slug: "acme" };
/** Sealed once: sealing draws bytes of its own. */
const channels = [1, 2].map((n) => {
  const id = `00000000-0000-4000-8000-0000000000c${n}`;
  const target = { kind: "webhook", url: `https://hook-${n}.example/`, secret: `whsec_${Buffer.alloc(32, n).toString("base64")}` };
  return { id, sealed: realSealer.seal(JSON.stringify(target), channelContext({ id, teamId: team.id })), isEnabled: true };
});
const specs = new Map<string, HttpSpec>();

/** From this moment on the target is like this. `unreachableFrom`: locations whose way to it is cut. */
export type Turn = { fromMs: number; health: "up" | "slow" | "down" | "hanging"; unreachableFrom: readonly number[] };

export type World = {
  tables: Tables;
  locationNos: readonly [number, number, number];
  /** What is true of each monitor's target, by its number, oldest first. */
  truth: Map<number, Turn[]>;
};

/** Monitors, locations and channels, and what happens to the targets for `activeMs`; at its end each comes to rest as it then is. */
export function drawWorld(random: Random, activeMs: number, clockMs: number): World {
  const locationNos = oneOf<World["locationNos"]>(random, [
    [1, 1, 1],
    [1, 1, 2],
    [1, 2, 3],
  ]);
  const places = [...new Set(locationNos)];
  const tables = createTables(team);
  tables.teams.commit(team.id, { lastNumber: 0 });
  for (const no of places) tables.locationNames.set(no, `Place ${no}`);
  for (const channel of channels.slice(0, between(random, 1, 2))) tables.channels.commit(channel.id, channel);
  const truth = new Map<number, Turn[]>();
  const count = between(random, 1, 3);
  for (let no = 1; no <= count; no++) {
    const monitor = drawMonitor(random, no, places);
    tables.monitors.set(no, monitor);
    tables.states.commit(String(no), {
      monitorNo: no,
      state: { confirmed: "unknown", sinceMs: null, run: null, seenAtMs: 0 },
      unplayedFromMs: null,
    });
    for (const locationNo of monitor.locationNos) {
      const { intervalMs } = monitor;
      const phaseMs = phaseOf(no, locationNo, intervalMs);
      const nextDueMs = clockMs - ((clockMs - phaseMs) % intervalMs) + intervalMs;
      tables.schedules.commit(placeOf(no, locationNo), { monitorNo: no, locationNo, intervalMs, phaseMs, nextDueMs });
    }
    truth.set(no, drawTruth(random, monitor, activeMs));
  }
  return { tables, locationNos, truth };
}

function drawMonitor(random: Random, no: number, places: readonly number[]): MonitorRow {
  const intervalMs = random() < 0.07 ? 2_000 : oneOf(random, [5_000, 10_000, 20_000, 30_000]);
  const isShared = places.length > 1 && random() < 0.6;
  return {
    no,
    id: `00000000-0000-4000-8000-0000000001${String(no).padStart(2, "0")}`,
    name: `Monitor ${no}`,
    spec: specOf(no, intervalMs, random() < 0.5),
    intervalMs,
    policy: { failuresToOpen: between(random, 1, 3), successesToClose: between(random, 1, 2) },
    locationNos: isShared ? [...places] : [oneOf(random, [1, ...places])],
    quorum: { rule: oneOf<Quorum["rule"]>(random, ["majority", "any", "all", "at_least"]), atLeast: 2 },
    parentNos: no > 1 && random() < 0.25 ? [1] : [],
  };
}

function specOf(no: number, intervalMs: number, isPatient: boolean): HttpSpec {
  const timeoutMs = isPatient ? Math.min(10_000, intervalMs) : 1_000;
  const key = `${no}/${timeoutMs}`;
  const known = specs.get(key);
  if (known !== undefined) return known;
  const spec = HttpSpec.parse({ kind: "http", url: `https://target-${no}.example/`, timeoutMs, slowAfterMs: 500 });
  specs.set(key, spec);
  return spec;
}

function drawTruth(random: Random, { intervalMs, locationNos }: MonitorRow, activeMs: number): Turn[] {
  const turns: Turn[] = [];
  const isCalm = random() < 0.25;
  for (let fromMs = 0; fromMs < activeMs; fromMs += intervalMs * (isCalm ? 50 : 0.3 + 8 * random() ** 2)) {
    const isBad = turns.length === 0 ? random() < 0.15 : random() < (turns.at(-1)?.health === "up" ? 0.85 : 0.3);
    const health = isBad ? oneOf(random, ["down", "down", "hanging", "slow"] as const) : "up";
    const unreachableFrom = locationNos.filter(() => random() < 0.15);
    turns.push({ fromMs, health, unreachableFrom: isCalm || turns.length === 0 ? [] : unreachableFrom });
  }
  turns.push({ fromMs: activeMs, health: random() < 0.75 ? "up" : "down", unreachableFrom: [] });
  return turns;
}

export function truthAt(turns: readonly Turn[], atMs: number): Turn {
  const turn = turns.findLast(({ fromMs }) => fromMs <= atMs);
  if (turn === undefined) throw new Error("nothing is true before the beginning");
  return turn;
}
