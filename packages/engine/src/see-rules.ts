import { ruleKinds } from "@vedette/core/rule-kinds";
import { windowStartMs } from "@vedette/core/rule-windows";
import type { CheckWindow, Fact, Seen } from "@vedette/core/rules/rule-kind";
import { timeInStates } from "@vedette/core/time-in-state";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import type { RuleCondition } from "@vedette/core/rule";
import type { Tx } from "@vedette/db/db";
import { historiesOf } from "./rollup-histories.ts";

/** A rule and one monitor that it looks at. */
export type Looking = Pick<RuleCondition, "kind" | "params"> & { monitorNo: number; definition: UptimeDefinition };

/** What each rule sees of its monitor now, in the order given: a bounded number of statements, however many rules. */
export async function seeRules(tx: Tx, rules: readonly Looking[], nowMs: number): Promise<Seen[]> {
  const spans = rules.map((rule) => ruleKinds[rule.kind].windowsMs(rule.params));
  const asked = rules.flatMap(({ kind, monitorNo }, i) => {
    const { wantsLatency = false, wantsTime = false } = ruleKinds[kind];
    return (spans[i] ?? []).map((windowMs) => ({ monitorNo, windowMs, wantsLatency, wantsTime }));
  });
  const windows = await withoutExcluded(tx, asked, await tx.ruleWindows.upTo(asked, nowMs), nowMs);
  const moments = await momentsOf(tx, rules);
  const runs = await tx.ruleFacts.runs(nosWith(rules, "runs"), nowMs);
  const changes = await tx.ruleFacts.changes(nosWith(rules, "trend"));
  const metrics = await metricsOf(tx, rules, nowMs);
  let taken = 0;
  return rules.map((rule, i) => ({
    atMs: nowMs,
    windows: windows.slice(taken, (taken += spans[i]?.length ?? 0)),
    definition: rule.definition,
    metric: metrics.get(rule) ?? null,
    momentMs: moments.get(rule) ?? null,
    runMs: runs.get(rule.monitorNo) ?? null,
    change: changes.get(rule.monitorNo) ?? null,
  }));
}

type Asked = { monitorNo: number; windowMs: number; wantsTime: boolean };

/** Rollups hold what happened. Where people took some of it out of the uptime, the time of a window is read from the history instead. */
async function withoutExcluded(tx: Tx, asked: readonly Asked[], windows: readonly CheckWindow[], nowMs: number): Promise<CheckWindow[]> {
  const startMs = ({ windowMs }: Asked) => windowStartMs(nowMs, windowMs);
  const timed = asked.filter((each) => each.wantsTime);
  const fromMs = Math.min(nowMs, ...timed.map(startMs));
  const exclusions = timed.length === 0 ? [] : await tx.uptime.exclusionsSince([...new Set(timed.map((each) => each.monitorNo))], fromMs);
  if (exclusions.length === 0) return [...windows];
  const exclusionsOf = Map.groupBy(exclusions, (exclusion) => exclusion.monitorNo);
  const span = { fromMs, untilMs: nowMs };
  const histories = await historiesOf(tx, await tx.rollupSources.livesIn(span, [...exclusionsOf.keys()]), span);
  return windows.map((window, i) => {
    const of = asked[i];
    const history = of?.wantsTime === true ? histories.get(of.monitorNo) : undefined;
    if (of === undefined || history === undefined) return window;
    const corrected = { ...history, exclusions: exclusionsOf.get(of.monitorNo) ?? [] };
    const { excludedMs: _, ...states } = timeInStates({ fromMs: startMs(of), toMs: nowMs }, corrected);
    return { ...window, states };
  });
}

const factOf = ({ kind }: Looking) => ruleKinds[kind].fact;
const nosWith = (rules: readonly Looking[], fact: Fact) => [
  ...new Set(rules.filter((rule) => factOf(rule) === fact).map((rule) => rule.monitorNo)),
];

/** The fact that says when a registration ends. It is a figure like any other: a condition mentions it unless somebody took it out. */
export const registrationFigure = "domain.expires_in";

async function momentsOf(tx: Tx, rules: readonly Looking[]): Promise<Map<Looking, number>> {
  const certificates = await tx.ruleFacts.certificates(nosWith(rules, "certificate"));
  const crossings = await tx.ruleFacts.crossings(nosWith(rules, "forecast"));
  const figures = await tx.metrics.newest(nosWith(rules, "domain"), registrationFigure);
  const registrations = new Map(figures.map(({ monitorNo, value, atMs }) => [monitorNo, atMs + value]));
  const by = { certificate: certificates, forecast: crossings, domain: registrations } as const;
  return new Map(
    rules.flatMap((rule) => {
      const fact = factOf(rule);
      const momentMs = fact !== null && fact in by ? by[fact as keyof typeof by].get(rule.monitorNo) : undefined; // safe because it was just looked up
      return momentMs === undefined ? [] : [[rule, momentMs]];
    }),
  );
}

async function metricsOf(tx: Tx, rules: readonly Looking[], nowMs: number): Promise<Map<Looking, Seen["metric"]>> {
  const asking = rules.filter((rule) => factOf(rule) === "metric");
  const windows = await tx.metrics.windows(
    asking.map(({ monitorNo, params }) => ({
      monitorNo,
      name: String(params["metric"]),
      fromMs: metricStartMs(nowMs, Number(params["windowMs"])),
    })),
    nowMs,
  );
  return new Map(asking.map((rule, i) => [rule, windows[i] ?? null]));
}

/** Figures are kept in five-minute buckets: the window begins where one does. */
export const metricStartMs = (atMs: number, windowMs: number) => Math.floor((atMs - windowMs) / 300_000) * 300_000;
