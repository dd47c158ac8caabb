import { describe, expect, it } from "vitest";
import { type BeatPing, type BeatPlan, type BeatState, type BeatVerdict, type DeafSpan, beat, silentBeat } from "./heartbeat.ts";
import { longestRunMs } from "./kinds/heartbeat.ts";

const minute = 60_000;
/** Minute 0 of every story. */
const baseMs = Date.UTC(2026, 0, 1);
const ms = (minutes: number) => baseMs + minutes * minute;
const plan: BeatPlan = { graceMs: 5 * minute, maxRuntimeMs: undefined, overrun: "down", expectedAfter: (atMs) => atMs + 60 * minute };
const at = (minutes: number, kind: BeatPing["kind"] = "success", more: Partial<BeatPing> = {}): BeatPing => ({
  atMs: ms(minutes),
  kind,
  rid: null,
  exitCode: null,
  ...more,
});

/** What is told of pings that are all known, up to a minute. */
function told(pings: BeatPing[], untilMinute: number, options: { plan?: Partial<BeatPlan>; deaf?: [number, number][] } = {}): string[] {
  const deaf = (options.deaf ?? []).map(([from, until]) => ({ fromMs: ms(from), untilMs: ms(until) }));
  return beat(silentBeat, pings, deaf, ms(untilMinute), { ...plan, ...options.plan }).verdicts.map(
    ({ atMs, verdict, code, runMs }) => `${(atMs - baseMs) / minute} ${code ?? verdict}${runMs === null ? "" : ` ran ${runMs / minute}`}`,
  );
}

describe("a heartbeat", () => {
  it("expects nothing before the first ping", () => expect(told([], 10_000)).toEqual([]));

  it("is down when a ping stays away for longer than period and grace, and up with the next one", () => {
    expect(told([at(0), at(65), at(140)], 141)).toEqual(["0 up", "65 up", "130 ping_missed", "140 up"]);
  });

  it("tells every further ping that is missed", () => {
    expect(told([at(0)], 200)).toEqual(["0 up", "65 ping_missed", "125 ping_missed", "185 ping_missed"]);
  });

  it("judges no deadline up to which not everything is known", () => {
    expect(told([at(0)], 65)).toEqual(["0 up"]);
    const turn = beat(silentBeat, [at(0), at(70)], [], ms(60), plan);
    expect(turn).toMatchObject({ used: 1, wakeMs: ms(65) });
  });

  it("is down at once when a ping says so, with the exit code", () => {
    const [, failed] = beat(silentBeat, [at(0), at(10, "fail", { exitCode: 3 })], [], 0, plan).verdicts;
    expect(failed).toMatchObject({ verdict: "down", code: "ping_failed", reason: expect.stringContaining("exit code 3") });
  });

  it("changes nothing at a note", () => expect(told([at(0), at(60, "log")], 66)).toEqual(["0 up", "65 ping_missed"]));

  it("measures runs by their id, also when they overlap", () => {
    const [a, b] = [{ rid: "a" }, { rid: "b" }];
    expect(told([at(0, "start", a), at(1, "start", b), at(3, "success", a), at(4, "success", b)], 4)).toEqual(["3 up ran 3", "4 up ran 3"]);
  });

  it("is down when a run does not end within the grace, even the very first", () => {
    expect(told([at(0, "start")], 6)).toEqual(["5 run_too_long"]);
  });

  it("waits for a run that may take longer than the schedule allows", () => {
    const long = { maxRuntimeMs: 30 * minute };
    expect(told([at(0), at(60, "start"), at(85)], 90, { plan: long })).toEqual(["0 up", "85 up ran 25"]);
  });

  it("is degraded by a run that takes too long when asked, first when its time is up and then when it ends", () => {
    const degraded = { maxRuntimeMs: 10 * minute, overrun: "degraded" } as const;
    const turn = beat(silentBeat, [at(0, "start"), at(12)], [], ms(12), { ...plan, ...degraded });
    expect(turn.verdicts.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(["degraded run_too_long", "degraded run_too_long"]);
  });

  it("ignores a start that arrives after its end, and an old ping after a newer one", () => {
    expect(told([at(10), at(9, "start")], 20)).toEqual(["10 up"]);
    const { next } = beat(silentBeat, [at(10)], [], 0, plan);
    expect(beat(next, [at(9, "fail")], [], ms(20), plan).verdicts).toEqual([]);
  });

  it("heals after its deadline was judged with a ping that was still under way", () => {
    const { next } = beat(silentBeat, [at(0)], [], ms(66), plan);
    const { verdicts } = beat(next, [at(64)], [], ms(66), plan);
    expect(verdicts).toMatchObject([{ verdict: "up", atMs: ms(65) + 1 }]);
  });
});

describe("what is told", () => {
  const verdictsOf = (pings: BeatPing[], untilMinute: number, rules: Partial<BeatPlan> = {}) =>
    beat(silentBeat, pings, [], ms(untilMinute), { ...plan, ...rules }).verdicts;

  it("says in words what was wrong, and of which ping", () => {
    const failed = [at(0), at(1, "fail", { exitCode: 3 }), at(2, "fail")];
    expect(verdictsOf(failed, 70).map(({ reason, ping }) => [reason, ping])).toEqual([
      ["", 0],
      ["A ping said that the job failed. It ended with exit code 3.", 1],
      ["A ping said that the job failed.", 2],
      ["No ping came in time.", null],
    ]);
  });

  it.each([
    [1.5, "90 s", 2, "2 min"],
    [45, "45 min", 119.5, "2 h"],
    [120, "2 h", 150, "2 h 30 min"],
  ])("says of a limit of %f minutes %s, and of a run of %f %s", (limit, limitWords, took, tookWords) => {
    const rules = { maxRuntimeMs: limit * minute };
    expect(verdictsOf([at(0, "start"), at(took)], took, rules).map(({ reason }) => reason)).toEqual([
      `A run has not ended within ${limitWords}.`,
      `A run took ${tookWords}; expected at most ${limitWords}.`,
    ]);
  });

  it("takes a run that ends as its time is up for one in time", () => {
    const { verdicts, runs } = beat(silentBeat, [at(0, "start"), at(30)], [], ms(30), { ...plan, maxRuntimeMs: 30 * minute });
    expect(verdicts).toMatchObject([{ verdict: "up", runMs: 30 * minute, ping: 1 }]);
    expect(runs).toEqual([{ ping: 1, runMs: 30 * minute }]);
  });

  it("is a hundred missed pings at a time; the next turn goes on", () => {
    const first = beat(silentBeat, [at(0)], [], ms(60 * 250), plan);
    expect(first.verdicts).toHaveLength(101);
    const second = beat(first.next, [], [], ms(60 * 250), plan);
    expect(second.verdicts).toHaveLength(100);
    expect(second.verdicts[0]?.atMs).toBe(ms(65 + 60 * 100));
  });

  it("knows of the twenty runs that began last, and of none that it cannot have measured", () => {
    const starts = Array.from({ length: 25 }, (_, i) => at(i / 60, "start", { rid: `${i}` }));
    const { next } = beat(silentBeat, starts, [], ms(1), plan);
    expect(next.runs.map((run) => run.rid)).toEqual(starts.slice(5).map((start) => start.rid));
    const endless = { maxRuntimeMs: 2 * longestRunMs };
    const runsOf = (tookMs: number) =>
      beat(silentBeat, [at(0, "start"), { ...at(0), atMs: ms(0) + tookMs }], [], ms(0), { ...plan, ...endless }).runs.length;
    expect([runsOf(longestRunMs), runsOf(longestRunMs + 1)]).toEqual([1, 0]);
  });
});

describe("our own deafness", () => {
  it("excuses the ping that it may have swallowed, and no later one", () => {
    expect(told([at(0)], 200, { deaf: [[58, 62]] })).toEqual(["0 up", "127 ping_missed", "187 ping_missed"]);
  });

  it("excuses a run whose end it may have swallowed", () => {
    expect(told([at(0), at(60, "start")], 66, { deaf: [[61, 62]] })).toEqual(["0 up"]);
  });

  it("excuses nothing that was missed before it", () => {
    expect(told([at(0)], 100, { deaf: [[70, 80]] })).toEqual(["0 up", "65 ping_missed"]);
  });

  it("never accuses a faithful sender, whatever it swallows (10,000 histories)", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const random = randomOf(seed);
      const deaf: DeafSpan[] = Array.from({ length: 1 + random(4) }, () => {
        const fromMs = ms(random(600));
        return { fromMs, untilMs: fromMs + (1 + random(90)) * minute };
      });
      const sent = Array.from({ length: 12 }, (_, i) => at(i * 60 + random(5)));
      const heard = sent.filter((ping) => !deaf.some((span) => ping.atMs >= span.fromMs && ping.atMs <= span.untilMs));
      const { verdicts } = beat(silentBeat, heard, deaf, ms(660), plan);
      expect(
        verdicts.every((verdict) => verdict.verdict === "up"),
        `seed ${seed}`,
      ).toBe(true);
    }
  });
});

/**
 * The same by another road: minute after minute, from all pings in order. What stands at the end of each minute: null while nothing is known.
 */
function oracle(pings: readonly BeatPing[], minutes: number, rules: BeatPlan, periodMin: number): (string | null)[] {
  const graceMin = rules.graceMs / minute;
  const limitMin = (rules.maxRuntimeMs ?? rules.graceMs) / minute;
  const byMinute = Map.groupBy(pings, (ping) => (ping.atMs - baseMs) / minute);
  const states: (string | null)[] = [];
  const started = new Map<string | null, { start: number; isLate: boolean }>();
  let stands: string | null = null;
  let newest = -1;
  let expected: number | null = null;
  let notBefore = 0;
  for (let now = 0; now < minutes; now++) {
    for (const ping of byMinute.get(now) ?? []) {
      if (ping.kind === "log") continue;
      if (ping.kind === "start") {
        if (now > newest) {
          started.delete(ping.rid);
          started.set(ping.rid, { start: now, isLate: false });
        }
        continue;
      }
      const run = started.get(ping.rid);
      started.delete(ping.rid);
      newest = now;
      expected = Math.max(expected ?? 0, now + periodMin);
      const isLong = run !== undefined && rules.maxRuntimeMs !== undefined && now - run.start > limitMin;
      stands = ping.kind === "fail" ? "down" : isLong ? rules.overrun : "up";
    }
    for (;;) {
      const open = [...started.values()].find((run) => !run.isLate);
      if (open !== undefined) {
        if (now < Math.max(open.start + limitMin, notBefore)) break;
        open.isLate = true;
        stands = rules.maxRuntimeMs === undefined ? "down" : rules.overrun;
        notBefore = now + graceMin;
      } else {
        if (expected === null || now < Math.max(expected + graceMin, notBefore)) break;
        stands = "down";
        expected = now - graceMin + periodMin;
      }
    }
    states.push(stands);
  }
  return states;
}

function randomOf(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 14)) >>> 0) % below;
  };
}

describe("any sequence of pings", () => {
  const minutes = 400;

  function history(seed: number) {
    const random = randomOf(seed);
    const periodMin = 10 + random(50);
    const rules: BeatPlan = {
      graceMs: (2 + random(20)) * minute,
      maxRuntimeMs: random(2) === 0 ? undefined : (1 + random(40)) * minute,
      overrun: random(2) === 0 ? "down" : "degraded",
      expectedAfter: (atMs) => atMs + periodMin * minute,
    };
    const kinds = ["success", "success", "success", "start", "start", "fail", "log"] as const;
    const rids = [null, null, "a", "b"];
    const pings = Array.from({ length: 3 + random(25) }, () =>
      at(random(minutes), kinds[random(kinds.length)] ?? "success", { rid: rids[random(rids.length)] ?? null }),
    ).toSorted((a, b) => a.atMs - b.atMs);
    return { random, rules, periodMin, pings };
  }

  it("means what an independent reading of it means, however it is cut and repeated (10,000 histories)", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const { random, rules, periodMin, pings } = history(seed);
      let state: BeatState = silentBeat;
      const verdicts: BeatVerdict[] = [];
      let waiting: BeatPing[] = [];
      for (let heard = 0; heard < minutes;) {
        const until = Math.min(minutes, heard + 1 + random(120));
        waiting.push(...pings.filter((ping) => ping.atMs >= ms(heard) && ping.atMs < ms(until)));
        heard = until;
        const turn = beat(state, waiting, [], ms(heard), rules);
        verdicts.push(...turn.verdicts);
        state = turn.next;
        waiting = waiting.slice(turn.used);
        // Looking again without news changes nothing.
        if (beat(state, [], [], ms(heard), rules).verdicts.length > 0) expect.fail(`seed ${seed} tells twice`);
      }
      const seen = Array.from({ length: minutes }, () => "");
      for (const { atMs, verdict } of verdicts) seen.fill(verdict, Math.floor((atMs - baseMs) / minute));
      expect(seen.join(), `seed ${seed}`).toBe(oracle(pings, minutes, rules, periodMin).join());
      expect(verdicts.every((verdict, i) => i === 0 || verdict.atMs > (verdicts[i - 1]?.atMs ?? 0))).toBe(true);
    }
  }, 120_000);

  it("ends as its newest ping says, whatever came twice, late or out of order (10,000 histories)", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const { random, rules, pings } = history(seed);
      const shuffled = pings.flatMap((ping) => (random(4) === 0 ? [ping, ping] : [ping]));
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = Math.max(0, i - random(6));
        [shuffled[i], shuffled[j]] = [shuffled[j] ?? at(0), shuffled[i] ?? at(0)];
      }
      const last = at(minutes, random(2) === 0 ? "success" : "fail", { rid: "last" });
      let state: BeatState = silentBeat;
      let health = "";
      let judgedMs = 0;
      for (const ping of [...shuffled, last]) {
        const turn = beat(state, [ping], [], ping.atMs, rules);
        for (const verdict of turn.verdicts) {
          if (verdict.atMs <= judgedMs) expect.fail(`seed ${seed} goes back in time`);
          judgedMs = verdict.atMs;
          health = verdict.verdict;
        }
        state = turn.next;
      }
      expect(health, `seed ${seed}`).toBe(last.kind === "success" ? "up" : "down");
    }
  }, 120_000);
});
