import { describe, expect, it } from "vitest";
import { leastKeptDays } from "./retention.ts";
import { RuleInput, limitsOf } from "./rule.ts";
import { type RuleKind, ruleKindNames, ruleKinds } from "./rule-kinds.ts";
import { measureOf, readingOf, ruleSummary } from "./rule-step.ts";
import { formFieldsOf } from "./form-fields.ts";
import { add, emptySketch } from "./quantile-sketch.ts";
import type { CheckWindow, Seen } from "./rules/rule-kind.ts";
import { usualUptime } from "./uptime-definition.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const states = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };
const checks = (upN: number, downN: number, degradedN = 0): CheckWindow => ({
  counts: { upN, degradedN, downN, inconclusiveN: 0, noDataN: 0 },
  states,
  sketch: emptySketch,
});
const nothing: Seen = { atMs: 0, windows: [], definition: usualUptime, metric: null, momentMs: null, runMs: null, change: null };

const params: Record<RuleKind, Record<string, unknown>> = {
  latency: { percentile: 95, windowMs: 900_000, thresholdMs: 800 },
  error_rate: { thresholdPercent: 5 },
  uptime: { thresholdPercent: 99.9 },
  burn_rate: { objectivePercent: 99 },
  metric: { metric: 'metric "queue_depth"', threshold: 100 },
  certificate: { days: 14 },
  domain: { days: 30 },
  runtime: { thresholdMs: 60_000 },
  forecast: { days: 14 },
  trend: { thresholdPercent: 50 },
};
const rule = (kind: RuleKind, more: object = {}, settings: object = {}) =>
  RuleInput.parse({ kind, scope: { type: "team" }, params: { ...params[kind], ...more }, settings });
const find = (kind: RuleKind, seen: Partial<Seen>, more: object = {}) => {
  const asked = rule(kind, more);
  const measured = measureOf(asked, { ...nothing, ...seen });
  return { ...measured, reading: readingOf(asked, measured) };
};

describe("every kind", () => {
  it.each(ruleKindNames)("%s knows nothing of what nobody saw, has words and a form, and reads what it wrote", (kind) => {
    const made = rule(kind);
    expect(find(kind, {}).reading).toBe("none");
    expect(ruleKinds[kind].inWords.en(made.params)).toMatch(/^(?:the |up|a )/);
    const german = ruleSummary(made, { value: 1.5, n: 7 }).de;
    expect(german).toMatch(/^(?:Das|Der|Die|Ein) .+: derzeit .*\(7 Prüfungen\)\.$/);
    expect(german).not.toMatch(/\d\.\d|undefined| days?\b| is /);
    for (const field of formFieldsOf(ruleKinds[kind].schema)) expect(field.meta.label).not.toBe(field.key);
    expect(RuleInput.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    const { limit, closeAt, worse } = limitsOf(made);
    expect(worse === "above" ? closeAt <= limit : closeAt >= limit).toBe(true);
  });

  it("looks back no further than history is kept at least", () => {
    const tooLongMs = (kind: RuleKind) => (kind === "metric" ? leastKeptDays.checks : leastKeptDays.history) * dayMs + 300_000;
    for (const kind of ruleKindNames)
      expect(ruleKinds[kind].schema.safeParse({ ...params[kind], windowMs: tooLongMs(kind) }).success, kind).toBe(false);
    const slow = { slow: { longMs: leastKeptDays.history * dayMs } };
    expect(ruleKinds.burn_rate.schema.safeParse({ ...params.burn_rate, ...slow }).success).toBe(false);
  });
});

it("counts failed checks, and slow ones where it is asked to", () => {
  expect(find("error_rate", { windows: [checks(90, 6, 4)] })).toMatchObject({ value: 6, n: 100, reading: "bad" });
  expect(find("error_rate", { windows: [checks(95, 1, 4)] })).toMatchObject({ value: 1, reading: "good" });
  expect(find("error_rate", { windows: [checks(90, 6, 4)] }, { bad: "degraded" }).value).toBe(10);
});

it("takes a percentile of what answers took", () => {
  const window = { ...checks(5, 0), sketch: add(emptySketch, [900_000, 900_000, 900_000, 900_000, 900_000]) };
  expect(find("latency", { windows: [window] }).value).toBeCloseTo(900, -1);
});

it("takes uptime as the team defines it", () => {
  const windows = [{ ...checks(0, 0), states: { ...states, upMs: 980, degradedMs: 10, downMs: 10, noDataMs: 1_000 } }];
  expect(find("uptime", { windows }).value).toBe(99);
  expect(find("uptime", { windows, definition: { ...usualUptime, degraded: "down" } }).value).toBe(98);
});

describe("burn rate", () => {
  // An objective of 99 % leaves 1 % of checks: 15 % bad burns it 15 times too fast.
  it.each([
    ["both fast windows burn", [checks(51, 9), checks(4, 1), checks(360, 0), checks(30, 0)], "bad"],
    ["the fire is out", [checks(51, 9), checks(5, 0), checks(360, 9), checks(30, 0)], "good"],
    ["a short flare", [checks(59, 1), checks(4, 1), checks(359, 1), checks(29, 1)], "good"],
    ["both slow windows burn", [checks(55, 5), checks(5, 0), checks(330, 30), checks(27, 3)], "bad"],
    ["one bad check is all", [checks(5, 1), checks(4, 1), checks(5, 1), checks(5, 1)], "good"],
  ] as const)("%s", (_, windows, reading) => {
    expect(find("burn_rate", { windows }).reading).toBe(reading);
  });

  it("asks for windows in their order, and for a limit only where a field holds one", () => {
    const refused = (more: object, settings: object = {}) =>
      RuleInput.safeParse({ kind: "burn_rate", scope: { type: "team" }, params: { ...params.burn_rate, ...more }, settings }).error
        ?.issues[0]?.path;
    expect(refused({ fast: { shortMs: hourMs } })).toEqual(["params", "fast", "shortMs"]);
    expect(refused({ slow: { longMs: hourMs } })).toEqual(["params", "slow", "longMs"]);
    expect(refused({ slow: { factor: 20 } })).toEqual(["params", "slow", "factor"]);
    expect(refused({}, { closeAt: 1 })).toEqual(["settings", "closeAt"]);
  });
});

it("names a closing threshold on the wrong side, and takes one on the limit", () => {
  const problem = (kind: RuleKind, closeAt: number) =>
    RuleInput.safeParse({ kind, scope: { type: "team" }, params: params[kind], settings: { closeAt } }).error?.issues[0];
  expect(problem("latency", 801)).toMatchObject({ path: ["settings", "closeAt"] });
  expect(problem("latency", 800)).toBeUndefined();
  expect(problem("uptime", 99.8)?.message).toMatch(/closes at 99.9 or above/);
  expect(problem("uptime", 99.95)).toBeUndefined();
});

it("looks at a figure as it is asked to, on either side of its limit", () => {
  const metric = { n: 4, sum: 400, min: 20, max: 190, last: 110, lastMs: 0 };
  const value = (of: string) => find("metric", { metric }, { of }).value;
  expect(["mean", "min", "max", "last"].map(value)).toEqual([100, 20, 190, 110]);
  expect(find("metric", { metric }, { of: "min", worse: "below", threshold: 21 }).reading).toBe("bad");
  expect(find("metric", { metric }, { of: "max", worse: "below", threshold: 21 }).reading).toBe("good");
});

it("counts the days that are left", () => {
  expect(find("certificate", { momentMs: 13 * dayMs })).toMatchObject({ value: 13, reading: "bad" });
  expect(find("domain", { momentMs: 30.5 * dayMs }).reading).toBe("between");
  expect(find("domain", { momentMs: 31 * dayMs }).reading).toBe("good");
  expect(find("forecast", { momentMs: Infinity }).reading).toBe("good");
});

it("is alarmed by a slower week only where the difference is more than noise", () => {
  const change = { ratio: 1.8, effect: 0.5, strength: "large", hours: 168, hoursBefore: 168 } as const;
  expect(find("trend", { change }).reading).toBe("bad");
  expect(find("trend", { change: { ...change, strength: "small" } }).reading).toBe("good");
  expect(find("runtime", { runMs: 60_001 }).reading).toBe("bad");
});
