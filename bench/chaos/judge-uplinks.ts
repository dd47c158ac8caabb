import { timeOf } from "./judge-checks.ts";
import { type Cut, type Evidence, type Incident, type Monitor, type Span, outagesOf, touches } from "./record.ts";

/** So long a place may ask itself before it is sure of itself again. */
const recoveryMs = 6_000;
/** The share of failing checks is that of the last 15 s. */
const windowMs = 15_000;
const episodeMs = 300_000;
const targetOf = ({ name }: Monitor) => Number(name.slice(1));

/**
 * What cut uplinks and large outages come to: a location distrusts itself only with a cause, says so to whoever runs the instance once, and
 * is back at once; a healthy location is believed.
 */
export function judgeUplinks(evidence: Evidence): { violations: string[]; figures: Record<string, number> } {
  const { monitors, results, cuts, stalls, mails, locations, faults } = evidence;
  const violations: string[] = [];
  const distrusted = results.filter((result) => result.distrust !== null);

  const strikes = faults.filter(({ targets }) => targets.length > 0);
  for (const result of distrusted) {
    const { location, distrust } = result;
    const time = timeOf(result);
    // It asks itself when the check has ended, and waits for the answers.
    const asking = { fromMs: time.fromMs, untilMs: time.untilMs + recoveryMs };
    const here = cuts.filter((cut) => cut.locationNo === location);
    const isCaused = (causes: readonly Span[], lastsMs: number) =>
      causes.some(({ fromMs, untilMs }) => touches({ fromMs, untilMs: untilMs + lastsMs }, asking));
    const isTrue =
      (distrust?.includes("canaries") !== true ||
        isCaused(
          here.filter(({ canaries }) => canaries),
          recoveryMs,
        ) ||
        isCaused(stalls, 0)) &&
      (distrust?.includes("other locations") !== true || isCaused([...here, ...strikes], windowMs));
    if (!isTrue) violations.push(`location ${location} did not trust itself at ${result.due_ms} without a cause: ${distrust}`);
  }

  for (const { no, name } of locations) {
    const told = mails.filter(({ subject }) => subject.includes(name));
    const createdMs = [...new Map(told.map((mail) => [mail.id, mail.createdMs ?? 0])).values()].toSorted((a, b) => a - b);
    if (createdMs.includes(0)) violations.push(`a mail about location ${name} is not in the outbox`);
    if (createdMs.some((atMs, i) => atMs - (createdMs[i - 1] ?? -Infinity) < episodeMs - 30_000))
      violations.push(`two mails tell of one episode of location ${name}`);
    const whole = cuts.filter((cut) => cut.locationNo === no && cut.canaries);
    const isNoticed = (cut: Cut) => distrusted.filter((result) => result.location === no && touches(cut, timeOf(result))).length > 10;
    for (const cut of whole.filter((each) => isNoticed(each) && isAlone(evidence, each)))
      if (!createdMs.some((atMs) => atMs < cut.untilMs + recoveryMs && atMs > cut.fromMs - 4_000_000))
        violations.push(`nobody was told that the uplink of location ${name} was cut at ${cut.fromMs}`);
  }

  /** The machine itself had no time for it. */
  const isStarved = (location: number, span: Span) => {
    const seen = results.filter((result) => result.location === location && touches(span, timeOf(result)));
    const stalled = seen.filter(({ verdict, distrust }) => verdict > 2 && (distrust === null || /too busy|not known/.test(distrust)));
    return stalled.length > seen.length / 5;
  };

  const byPlace = Map.groupBy(results, (result) => `${result.no} ${result.location}`);
  let slowestMs = 0;
  const judged = { cuts: 0, strikes: 0 };
  for (const cut of cuts.filter((each) => each.canaries && isAlone(evidence, each))) {
    if (isStarved(cut.locationNo, { fromMs: cut.untilMs + recoveryMs, untilMs: cut.untilMs + 2 * recoveryMs })) continue;
    judged.cuts += 1;
    for (const monitor of monitors.filter((each) => each.location_nos.includes(cut.locationNo))) {
      const afterMs = cut.untilMs + 2 * monitor.interval_ms + 1_000;
      const isUp = !outagesOf(evidence.truth, targetOf(monitor)).some((outage) =>
        touches(outage, { fromMs: cut.untilMs - 2_000, untilMs: afterMs + 2_000 }),
      );
      const back = byPlace.get(`${monitor.no} ${cut.locationNo}`)?.find(({ due_ms, verdict }) => due_ms > cut.untilMs && verdict <= 2);
      if (!isUp) continue;
      slowestMs = Math.max(slowestMs, (back?.due_ms ?? Infinity) - cut.untilMs);
      if (back === undefined || back.due_ms > afterMs)
        violations.push(
          `${monitor.name} is not looked at from ${cut.locationNo} two intervals after its uplink was back at ${cut.untilMs}`,
        );
    }
  }

  for (const strike of strikes.filter((each) => isAlone(evidence, each))) {
    const healthy = locations.map(({ no }) => no).filter((no) => !isStarved(no, strike));
    judged.strikes += healthy.length === locations.length ? 1 : 0;
    for (const monitor of monitors.filter(
      (each) => strike.targets.includes(targetOf(each)) && each.location_nos.every((no) => healthy.includes(no)),
    ))
      if (!evidence.incidents.some((incident) => incident.monitor_id === monitor.id && touches(strike, spanOf(incident))))
        violations.push(`${monitor.name} has no incident although it was down with 40 % of all at ${strike.fromMs}`);
  }

  return {
    violations,
    figures: {
      cuts: cuts.length,
      wholeCuts: cuts.filter(({ canaries }) => canaries).length,
      cutsAlone: judged.cuts,
      backAfterMs: Math.round(slowestMs),
      distrusted: distrusted.length,
      mails: new Set(mails.map(({ id }) => id)).size,
      largeOutages: strikes.length,
      largeOutagesAlone: judged.strikes,
    },
  };
}

const spanOf = ({ start_ms, end_ms }: Incident): Span => ({ fromMs: start_ms, untilMs: end_ms ?? Infinity });

/** Nothing else was broken then, or shortly before. */
function isAlone({ faults }: Evidence, span: Span): boolean {
  const around = { fromMs: span.fromMs - 3_000, untilMs: span.untilMs + 5_000 };
  return !faults.some((fault) => fault.part !== "uplink" && fault.part !== "edge" && touches(around, fault));
}
