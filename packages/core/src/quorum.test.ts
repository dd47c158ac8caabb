import fc from "fast-check";
import { expect, it } from "vitest";
import { type HealthEffect, type HealthState, initialHealth, step, turnTo } from "./health.ts";
import { type Quorum, neededOf } from "./quorum-rule.ts";
import type { Opinion } from "./opinion.ts";
import { type DoubtedOpinion, freshForMs, listed, quorumOf, settledQuorum } from "./quorum.ts";
import type { VerdictKind } from "./verdict.ts";

const rule = (name: Quorum["rule"], atLeast = 2): Quorum => ({ rule: name, atLeast });
const bad = (sinceMs: number, seenMs = 100, confirmed: "down" | "degraded" = "down"): Opinion => ({
  confirmed,
  sinceMs,
  seenMs,
  backMs: 0,
});
const up = (sinceMs = 0, seenMs = 100, backMs = 0): Opinion => ({ confirmed: "up", sinceMs, seenMs, backMs });
const silent: Opinion = { confirmed: "unknown", sinceMs: 0, seenMs: 0, backMs: 0 };

it.each([
  { name: "any", needed: [1, 1, 1, 1, 1] },
  { name: "majority", needed: [1, 2, 2, 3, 3] },
  { name: "all", needed: [1, 2, 3, 4, 5] },
  { name: "at_least", needed: [1, 2, 2, 2, 2] },
] as const)("needs of 1 to 5 locations $needed by the rule $name", ({ name, needed }) => {
  expect([1, 2, 3, 4, 5].map((n) => neededOf(rule(name), n))).toEqual(needed);
});

it("begins when enough of them saw it, and ends when too few still do", () => {
  expect(quorumOf(rule("majority"), [bad(10), up(), up()], 0)).toMatchObject({ health: "up" });
  expect(quorumOf(rule("majority"), [bad(10), bad(14), up()], 0)).toEqual({ health: "down", sinceMs: 14 });
  expect(quorumOf(rule("any"), [bad(10), bad(14), up()], 0)).toEqual({ health: "down", sinceMs: 10 });
  expect(quorumOf(rule("all"), [bad(10), bad(14), bad(12)], 0)).toEqual({ health: "down", sinceMs: 14 });
  expect(quorumOf(rule("at_least", 2), [bad(10), bad(14), up(), up(), up()], 0)).toEqual({ health: "down", sinceMs: 14 });
  expect(quorumOf(rule("majority"), [up(25), up(30), bad(14)], 0)).toEqual({ health: "up", sinceMs: 30 });
  expect(quorumOf(rule("all"), [up(30), bad(14), bad(14)], 0)).toEqual({ health: "up", sinceMs: 30 });
});

it("counts degraded and down together, and calls down only what enough of them call down", () => {
  expect(quorumOf(rule("majority"), [bad(10), bad(12, 100, "degraded"), up()], 0)).toEqual({ health: "degraded", sinceMs: 12 });
  expect(quorumOf(rule("any"), [bad(10), bad(12, 100, "degraded")], 0)).toEqual({ health: "down", sinceMs: 10 });
});

it("lets nobody speak who has fallen silent, neither for nor against", () => {
  expect(quorumOf(rule("majority"), [bad(10), up(0, 5), silent], 50)).toEqual({ health: "down", sinceMs: 10 });
  expect(quorumOf(rule("any"), [bad(10, 40), up()], 50)).toMatchObject({ health: "up" });
  expect(quorumOf(rule("any"), [bad(10, 40), up(0, 40), silent], 50)).toBeNull();
  expect(quorumOf(rule("any"), [bad(10, 50)], 50)).toBeNull();
  expect(quorumOf(rule("any"), [], 50)).toBeNull();
});

it("lets an opinion stand over one missed check and a slow one after it", () => {
  expect(freshForMs(60_000, 10_000)).toBe(140_000);
});

it("begins nothing at a time at which enough of them saw that all was well, though they are silent by now", () => {
  // Two saw it up, one of them until 30; since then the third is alone with what it has been saying since 10.
  expect(quorumOf(rule("majority"), [bad(10), up(0, 30), up(0, 25)], 50)).toEqual({ health: "down", sinceMs: 31 });
  expect(quorumOf(rule("majority"), [bad(30), up(0, 30), up(0, 30)], 50)).toEqual({ health: "down", sinceMs: 31 });
  expect(quorumOf(rule("majority"), [bad(10), up(0, 50), up(0, 50)], 50)).toEqual({ health: "down", sinceMs: 51 });
});

it("ends an outage that one was alone to see when another is back and sees that it is over, not when it began", () => {
  expect(quorumOf(rule("majority"), [bad(40, 90), up(0, 91, 91)], 50)).toEqual({ health: "up", sinceMs: 91 });
  expect(quorumOf(rule("majority"), [bad(40, 90), up(0, 91, 30)], 50)).toEqual({ health: "up", sinceMs: 0 });
  expect(quorumOf(rule("majority"), [bad(40), bad(70), up(0, 95, 60)], 50)).toEqual({ health: "down", sinceMs: 70 });
  // Nobody looked between 41 and 90: what was held before was held on.
  expect(quorumOf(rule("any"), [bad(20, 40), up(0, 91, 91)], 50)).toEqual({ health: "up", sinceMs: 91 });
});

const doubted = (opinion: Opinion, doubtedFromMs: number): DoubtedOpinion => ({ ...opinion, doubtedFromMs });
const sure = (opinion: Opinion): DoubtedOpinion => ({ ...opinion, doubtedFromMs: null });

it("lets no opinion decide that may have turned, and waits for it only while it could", () => {
  const settled = (opinions: DoubtedOpinion[], held: "unknown" | "up" | "degraded" | "down") =>
    settledQuorum(rule("majority"), opinions, 0, held);
  const [open, second] = [doubted(bad(10), 20), sure(bad(30))];
  expect(settled([open, second, sure(up())], "up")).toBeNull();
  expect(settled([open, second, sure(up())], "down")).toBeNull();
  expect(settled([open, second, sure(up())], "unknown")).toBeNull();
  expect(settled([open, second, sure(bad(40))], "up")).toEqual({ health: "down", sinceMs: 30 });
  expect(settled([open, sure(up(25)), sure(up())], "down")).toEqual({ health: "up", sinceMs: 25 });
  expect(settled([doubted(up(), 20), second, sure(up(35))], "down")).toBeNull();
  // Two of three fail in any case; whether it is down or slow is open, and slow it is at least.
  const slow = sure(bad(12, 100, "degraded"));
  expect(settled([open, second, slow], "up")).toMatchObject({ health: "degraded" });
  expect(settled([open, second, slow], "degraded")).toBeNull();
  expect(settled([doubted(silent, 20), second, sure(bad(40))], "up")).toMatchObject({ health: "down" });
});

it("turns a state only to what every way agrees with in which doubts may turn out", () => {
  const opinion = fc
    .record({ health: fc.constantFrom("up", "degraded", "down"), sinceMs: fc.nat(90), doubt: fc.boolean() })
    .map(({ health, sinceMs, doubt }): DoubtedOpinion => ({
      confirmed: health,
      sinceMs,
      seenMs: 100,
      backMs: 0,
      doubtedFromMs: doubt ? sinceMs + 5 : null,
    }));
  const ranks = { up: 0, degraded: 1, down: 2 };
  fc.assert(
    fc.property(
      fc.array(opinion, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(rule("any"), rule("majority"), rule("all"), rule("at_least")),
      fc.constantFrom("up", "degraded", "down"),
      (opinions, quorum, held) => {
        const said = settledQuorum(quorum, opinions, 0, held);
        if (opinions.every((each) => each.doubtedFromMs === null)) expect(said).toEqual(quorumOf(quorum, opinions, 0));
        const ways = opinions.reduce<Opinion[][]>(
          (all, each) =>
            all.flatMap((way) =>
              (each.doubtedFromMs === null ? [each.confirmed] : (["up", "degraded", "down"] as const)).map((confirmed) => [
                ...way,
                { ...each, confirmed },
              ]),
            ),
          [[]],
        );
        const found = ways.map((way) => ranks[quorumOf(quorum, way, 0)?.health ?? "up"]);
        if (said === null) expect([Math.min(...found) <= ranks[held], Math.max(...found) >= ranks[held]]).toEqual([true, true]);
        else if (ranks[said.health] > ranks[held]) expect(Math.min(...found)).toBeGreaterThanOrEqual(ranks[said.health]);
        else if (ranks[said.health] < ranks[held]) expect(Math.max(...found)).toBeLessThanOrEqual(ranks[said.health]);
      },
    ),
  );
});

it("names who sees it and who does not", () => {
  expect(listed(["Oslo"])).toBe("Oslo");
  expect(listed(["Oslo", "Paris"])).toBe("Oslo and Paris");
  expect(listed(["Oslo", "Paris", "Home"])).toBe("Oslo, Paris and Home");
  expect(listed(["a", "b", "c", "d", "e", "f", "g", "h"])).toBe("a, b, c, d, e, f and 2 more");
});

const opinion = fc.record<Opinion>({
  confirmed: fc.constantFrom("unknown", "up", "degraded", "down"),
  sinceMs: fc.nat(100),
  seenMs: fc.nat(200),
  backMs: fc.constantFrom(0, 0, 20, 60),
});
const anyQuorum = fc.record<Quorum>({
  rule: fc.constantFrom("any", "majority", "all", "at_least"),
  atLeast: fc.integer({ min: 1, max: 5 }),
});

it("counts heads as a naive reading of the rule does, whoever is asked first", () => {
  fc.assert(
    fc.property(anyQuorum, fc.array(opinion, { maxLength: 7 }), fc.nat(200), (quorum, opinions, staleBeforeMs) => {
      const said = quorumOf(quorum, opinions, staleBeforeMs);
      expect(quorumOf(quorum, opinions.toReversed(), staleBeforeMs)).toEqual(said);
      const fresh = opinions.filter((each) => each.confirmed !== "unknown" && each.seenMs > staleBeforeMs);
      expect(said === null).toBe(fresh.length === 0);
      if (said === null) return;
      const votes = fresh.filter((each) => each.confirmed !== "up").length;
      const isFailing = {
        any: votes > 0,
        majority: votes * 2 > fresh.length,
        all: votes === fresh.length,
        at_least: votes >= Math.min(quorum.atLeast, fresh.length),
      }[quorum.rule];
      expect(said.health !== "up").toBe(isFailing);
      // It began at a moment at which somebody changed his mind, fell silent, or came back.
      const moments = opinions.flatMap((each) => [each.sinceMs, each.seenMs + 1, each.backMs]);
      expect(moments).toContain(said.sinceMs);
    }),
  );
});

const verdict = fc.constantFrom<VerdictKind>("up", "up", "up", "degraded", "down", "inconclusive");

it("opens and closes strictly in turn and never before what came before, for any histories of any number of locations", () => {
  fc.assert(
    fc.property(
      anyQuorum,
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.tuple(fc.nat(4), verdict), { maxLength: 300, size: "max" }),
      (quorum, n, checks) => {
        const policy = { failuresToOpen: 2, successesToClose: 2 };
        const places = Array.from({ length: n }, () => ({ state: initialHealth, seenMs: 0 }));
        let state: HealthState = initialHealth;
        const effects: HealthEffect[] = [];
        for (const [i, [where, kind]] of checks.entries()) {
          const atMs = (i + 1) * 10;
          const place = places[where % n];
          if (place === undefined || kind === "inconclusive") continue;
          place.state = step(place.state, kind, atMs, policy).next;
          place.seenMs = atMs;
          const opinions = places.map((each) => ({
            confirmed: each.state.confirmed,
            sinceMs: each.state.sinceMs ?? 0,
            seenMs: each.seenMs,
            backMs: 0,
          }));
          const said = quorumOf(quorum, opinions, atMs - 200);
          if (said === null) continue;
          const turn = turnTo(state, said, atMs, false);
          state = turn.next;
          effects.push(...turn.effects);
        }
        const turns = effects.filter((effect) => effect.type !== "raise");
        turns.forEach((effect, i) => expect(effect.type).toBe(i % 2 === 0 ? "open" : "close"));
        const times = turns.map((effect) => (effect.type === "open" ? effect.startedAtMs : effect.type === "close" ? effect.endedAtMs : 0));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const effect of turns) {
          const [fromMs, confirmedMs] =
            effect.type === "open"
              ? [effect.startedAtMs, effect.confirmedAtMs]
              : effect.type === "close"
                ? [effect.endedAtMs, effect.confirmedAtMs]
                : [0, 0];
          expect(fromMs).toBeLessThanOrEqual(confirmedMs);
        }
      },
    ),
  );
});

it("writes nothing where nothing is new, and never lets an open incident become milder", () => {
  const down: HealthState = { confirmed: "down", sinceMs: 10, run: { healthy: false, length: 1, startedAtMs: 10 }, seenAtMs: 20 };
  expect(turnTo(down, { health: "down", sinceMs: 10 }, 30, false).next).toBe(down);
  expect(turnTo(down, { health: "degraded", sinceMs: 25 }, 30, false)).toEqual({ next: down, effects: [] });
  expect(turnTo({ ...down, confirmed: "degraded" }, { health: "down", sinceMs: 10 }, 30, false).effects).toEqual([
    { type: "raise", severity: "down", atMs: 30 },
  ]);
});

it("opens, raises and closes with what the locations say, and begins nothing before what it follows", () => {
  const healthy = { healthy: true, length: 1, startedAtMs: 10 };
  const well = turnTo(initialHealth, { health: "up", sinceMs: 10 }, 20, true);
  expect(well).toEqual({ next: { confirmed: "up", sinceMs: 10, run: healthy, seenAtMs: 20 }, effects: [] });

  const slow = turnTo(well.next, { health: "degraded", sinceMs: 5 }, 30, false);
  expect(slow).toEqual({
    next: { confirmed: "degraded", sinceMs: 10, run: { healthy: false, length: 1, startedAtMs: 10 }, seenAtMs: 30 },
    effects: [{ type: "open", severity: "degraded", startedAtMs: 10, confirmedAtMs: 30 }],
  });
  const fell = turnTo(well.next, { health: "down", sinceMs: 15 }, 18, false);
  expect(fell.next).toMatchObject({ confirmed: "down", sinceMs: 15, seenAtMs: 20 });
  expect(turnTo(slow.next, { health: "down", sinceMs: 15 }, 40, false).next).toMatchObject({ confirmed: "down", sinceMs: 40 });
  for (const { next } of [slow, fell]) {
    const over = turnTo(next, { health: "up", sinceMs: 45 }, 50, true);
    expect(over.next).toMatchObject({ confirmed: "up", sinceMs: 45 });
    expect(over.effects).toEqual([{ type: "close", endedAtMs: 45, confirmedAtMs: 50 }]);
  }
});

it("notes when the last location begins to see trouble or stops, though together they say what they said", () => {
  const up: HealthState = { confirmed: "up", sinceMs: 10, run: null, seenAtMs: 20 };
  for (const run of [null, { healthy: true, length: 1, startedAtMs: 10 }])
    expect(turnTo({ ...up, run }, { health: "up", sinceMs: 10 }, 30, false)).toEqual({
      next: { ...up, run: { healthy: false, length: 1, startedAtMs: 30 }, seenAtMs: 30 },
      effects: [],
    });
});
