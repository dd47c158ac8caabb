import { type Bug, integration, unit } from "./bug.ts";

const uptimeFormat = unit("packages/core/src/uptime-format.test.ts");
const definition = unit("packages/core/src/uptime-definition.test.ts");
const joint = unit("packages/core/src/joint-history.test.ts");
const uptime = integration("packages/engine/test/uptime.test.ts");
const oracle = integration("packages/testkit/test/uptime-oracle.test.ts")(
  "computes the same uptime to the bit as SQL does, on 3,000 random histories of another seed each time",
);
const timeInState = unit("packages/core/src/time-in-state.test.ts");
const rollup = unit("packages/core/src/rollup.test.ts");
const snapshot = unit("packages/engine/src/snapshot-of.test.ts");
const rollUp = integration("packages/engine/test/roll-up.test.ts");

/** How long it was what: uptime, days, rollups, charts. */
export const uptimeBugs: readonly Bug[] = [
  {
    name: "time that nobody has claimed yet is rolled up as good",
    file: "packages/db/src/rollup-sources.ts",
    from: "AND next_due_ms < $3::bigint\n",
    to: "AND next_due_ms < 0 * $3::bigint\n",
    caughtBy: rollUp("is exact when everything stood still for 30 days, and rolls up before it claims"),
  },
  {
    name: "what was taken for missed stays so after it was claimed",
    file: "packages/db/src/schedules.ts",
    from: "NULL::timestamptz FROM moved",
    to: "NULL::timestamptz FROM moved WHERE false",
    caughtBy: rollUp("is exact when everything stood still for 30 days, and rolls up before it claims"),
  },
  {
    name: "the time before the first check counts as up",
    file: "packages/engine/src/start-watching.ts",
    from: "const waiting = running.map(",
    to: "const waiting = running.filter((monitor) => monitor.timeoutMs === null).map(",
    caughtBy: uptime("knows nothing of a monitor before its first check, so one that was never up has an uptime of nothing"),
  },
  {
    name: "a check that could not tell ends the time without data",
    file: "packages/engine/src/turn-states.ts",
    from: `const says = ({ verdict }: TurningResult) => verdict !== "inconclusive" && verdict !== "no_data";`,
    to: `const says = ({ verdict }: TurningResult) => verdict !== "no_data";`,
    caughtBy: uptime("knows nothing of a monitor before its first check, so one that was never up has an uptime of nothing"),
  },
  {
    name: "uptime is rounded up to 100 %",
    file: "packages/core/src/uptime-format.ts",
    from: `if (upMs === knownMs) return "100%";`,
    to: `if (Math.round((1_000 * upMs) / knownMs) === 1_000) return "100%";`,
    caughtBy: uptimeFormat("7775999000 of 7776000000 ms reads 99.99998%"),
  },
  {
    name: "a moment of uptime in a dead day reads 0 %",
    file: "packages/core/src/uptime-format.ts",
    from: `if (fraction === 0n) return "< 0.00001%";`,
    to: `if (fraction === 0n) return "0%";`,
    caughtBy: uptimeFormat("never reads better than the truth, nor as all or nothing when it is neither"),
  },
  {
    name: "a day of which nobody saw half had no downtime",
    file: "packages/page/src/uptime-bar.ts",
    from: "if (unseenMs(day) > 0) told",
    to: "if (unseenMs(day) < 0) told",
    caughtBy: unit("packages/page/src/uptime-bar.test.ts")(
      "draws a day that was seen in part by itself, so that its title is of no other day",
    ),
  },
  {
    name: "an uptime rule goes on to count what was excluded",
    file: "packages/engine/src/see-rules.ts",
    from: "if (exclusions.length === 0) return",
    to: "if (exclusions.length >= 0) return",
    caughtBy: integration("packages/engine/test/evaluate-rules.test.ts")(
      "looks at uptime without what people took out of it, and with it again once that is withdrawn",
    ),
  },
  {
    name: "time without data counts in the ratio",
    file: "packages/core/src/uptime-definition.ts",
    from: `(noData === "down" ? time.noDataMs : 0);`,
    to: "time.noDataMs;",
    caughtBy: definition("makes of times by state what {} says; paused and excluded time never counts"),
  },
  {
    name: "no data counts as up",
    file: "packages/core/src/time-in-state.ts",
    from: "const noDataMs = covered(history.gaps);",
    to: "const noDataMs = coverage(fromMs, fromMs)(history.gaps);",
    caughtBy: timeInState("never books our own downtime on the target, nor maintenance as an outage"),
  },
  {
    name: "maintenance counts as an outage",
    file: "packages/core/src/time-in-state.ts",
    from: "const maintenanceMs = covered(history.maintenances);",
    to: "const maintenanceMs = covered(history.maintenances.slice(history.maintenances.length));",
    caughtBy: timeInState("never books our own downtime on the target, nor maintenance as an outage"),
  },
  {
    name: "an incident that was raised counts as down from its beginning",
    file: "packages/core/src/time-in-state.ts",
    from: "const atMs = worst > 0 ? incident.severity[worst]?.atMs : undefined;",
    to: "const atMs = undefined;",
    caughtBy: timeInState("counts an open incident up to the end of the window, and rises to down when it does"),
  },
  {
    name: "two overlapping incidents count twice",
    file: "packages/core/src/time-in-state.ts",
    from: "if (last === undefined || span.fromMs > last.untilMs) union.push",
    to: "if (last === undefined || span.fromMs > last.fromMs) union.push",
    caughtBy: timeInState("equals an oracle that asks every millisecond, on 4,000 random histories"),
  },
  {
    name: "every day lasts 24 hours",
    file: "packages/core/src/time-in-state.ts",
    from: "const toMs = firstInstantOf(midnight + dayMs, wallClock);",
    to: "const toMs = fromMs + dayMs;",
    caughtBy: timeInState("in Europe/Berlin the day 2026-03-29 lasts 23 hours"),
  },
  {
    name: "a day without midnight begins at the wrong instant",
    file: "packages/core/src/time-in-state.ts",
    from: "if (wallClock(guess) === midnight && wallClock(guess - 1) < midnight) return guess;",
    to: "if (wallClock(guess) >= midnight - hourMs) return guess;",
    caughtBy: timeInState("in America/Sao_Paulo the day 2018-11-04 lasts 23 hours"),
  },
  {
    name: "a missed tick on the edge of two buckets is counted in the earlier one",
    file: "packages/core/src/rollup.ts",
    from: "Math.ceil((atMs - gap.fromMs) / stepMs)",
    to: "Math.floor((atMs - gap.fromMs) / stepMs + 1)",
    caughtBy: rollup("counts a tick on the edge of two buckets in the later one"),
  },
  {
    name: "an hour's percentiles are those of its first five minutes",
    file: "packages/core/src/rollup.ts",
    from: "sketch: merge(answered.map((part) => part.sketch)),",
    to: "sketch: merge(answered.slice(0, 1).map((part) => part.sketch)),",
    caughtBy: rollup("merges rows into what one row over all of them would have been"),
  },
  {
    name: "a bucket is closed before its last checks have come",
    file: "packages/engine/src/roll-up.ts",
    from: "const graceMs = 90_000;",
    to: "const graceMs = 0;",
    caughtBy: rollUp("leaves a bucket alone until it is closed for 90 seconds"),
  },
  {
    name: "late results are not rolled up again",
    file: "packages/engine/src/observe.ts",
    from: "/ 1_000 > 20_000;",
    to: "/ 1_000 > 20_000_000;",
    caughtBy: rollUp("learns of missed ticks, late results and outages from the road itself, after it had called that time good"),
  },
  {
    name: "an outage that took long to confirm stays out of the rollups of its beginning",
    file: "packages/engine/src/apply-effects.ts",
    from: "fromMs: change.atMs, untilMs: null }",
    to: "fromMs: change.confirmedAtMs, untilMs: null }",
    caughtBy: rollUp("rolls an outage up from its beginning, however long it took to confirm it"),
  },
  {
    name: "what is rolled up again stays out of its day",
    file: "packages/engine/src/roll-up.ts",
    from: "for (const resolutionS of [3_600, 86_400] as const)",
    to: "for (const resolutionS of [3_600] as const)",
    caughtBy: rollUp("folds late results and late confirmed outages into rows that were already made, hours and days included"),
  },
  {
    name: "a fact that is stored during a roll-up is never rolled up",
    file: "packages/db/src/rollup-marks.ts",
    from: "AND EXISTS (SELECT FROM spans) FOR SHARE)",
    to: "AND EXISTS (SELECT FROM spans))",
    caughtBy: rollUp("lets a fact that is stored while it runs wait, so that it marks what the run did not see"),
  },
  {
    name: "rolling up again forgets checks that have aged out",
    file: "packages/engine/src/roll-up.ts",
    from: "return isBare && old !== undefined ?",
    to: "return isBare && old === undefined ?",
    caughtBy: rollUp("keeps the counts of checks that have aged out when their bucket is redone"),
  },
  {
    name: "a deleted monitor goes on to be up",
    file: "packages/engine/src/rollup-histories.ts",
    from: "existsUntilMs: life.deletedAtMs,",
    to: "existsUntilMs: null,",
    caughtBy: rollUp(
      "counts a monitor's time from its creation to its deletion, pauses apart, and calls the time before its first check no data",
    ),
  },
  {
    name: "the time before the first check is up",
    file: "packages/engine/src/rollup-histories.ts",
    from: "if (life.firstCheckMs !== null) gaps.push",
    to: "if (life.firstCheckMs === 0) gaps.push",
    caughtBy: rollUp(
      "counts a monitor's time from its creation to its deletion, pauses apart, and calls the time before its first check no data",
    ),
  },
  {
    name: "a timeout counts as a slow answer",
    file: "packages/db/src/rollup-sources.ts",
    from: "(r.verdict = 2 AND r.status IS NOT NULL)",
    to: "r.verdict = 2",
    caughtBy: rollUp("measures latency by answers alone, be they wrong ones"),
  },
  {
    name: "a pause that lasts is up on the page",
    file: "packages/engine/src/state-histories.ts",
    from: "gaps: [...(gapsOf.get(no) ?? []), ...pause],",
    to: "gaps: gapsOf.get(no) ?? pause.slice(1),",
    caughtBy: snapshot("shows a pause that lasts as time without data, not as up"),
  },
  {
    name: "where one of several did not look, nobody did",
    file: "packages/core/src/common-spans.ts",
    from: "const fromMs = Math.max(a.fromMs, b.fromMs);",
    to: "const fromMs = Math.min(a.fromMs, b.fromMs);",
    caughtBy: unit("packages/core/src/common-spans.test.ts")("covers exactly the moments that every layer covers"),
  },
  {
    name: "a component has no data where one of its monitors has none",
    file: "packages/core/src/joint-history.ts",
    from: `...gapsOf(unseen, "missed")],`,
    to: `...gapsOf([unseen.flat()], "missed")],`,
    caughtBy: joint("equals asking every monitor at every moment, and sums to the time in which any existed"),
  },
  {
    name: "a monitor that was made later passes for one that looked",
    file: "packages/core/src/joint-history.ts",
    from: "unionOf([before(history.existsFromMs), ...history.gaps",
    to: "unionOf([before(-Infinity), ...history.gaps",
    caughtBy: joint("does not take a monitor that was made later for one that looked"),
  },
  {
    name: "what is excluded of one monitor stays an outage of its component",
    file: "packages/core/src/joint-history.ts",
    from: "return outside(whole, spans).map(",
    to: "return outside(whole, spans.slice(1)).map(",
    caughtBy: joint("equals asking every monitor at every moment, and sums to the time in which any existed"),
  },
  {
    name: "business hours forget that the clocks change within a day",
    file: "packages/core/src/time-in-state.ts",
    from: "if (first === last) return [",
    to: "if (first !== null) return [",
    caughtBy: timeInState("counts the repeated hour of a night twice, and the skipped one not at all"),
  },
  {
    name: "an exclusion comes after the outage that it excludes",
    file: "packages/core/src/time-in-state.ts",
    from: "const excludedMs = covered(history.exclusions);",
    to: "const excludedMs = coverage(fromMs, fromMs)(history.exclusions);",
    caughtBy: timeInState("never books our own downtime on the target, nor maintenance as an outage"),
  },
  {
    name: "business hours of Sunday are those of no day",
    file: "packages/core/src/time-in-state.ts",
    from: "new Date(midnight).getUTCDay() || 7;",
    to: "new Date(midnight).getUTCDay();",
    caughtBy: oracle,
  },
  {
    name: "checks of an excluded hour count",
    file: "packages/core/src/uptime-definition.ts",
    from: "if (moment.pausedMs + moment.excludedMs > 0)",
    to: "if (moment.pausedMs > 0)",
    caughtBy: oracle,
  },
  {
    name: "a withdrawn correction goes on to hold",
    file: "packages/db/src/uptime.ts",
    from: "AND c.kind = 'excluded' AND c.withdrawn_at IS NULL",
    to: "AND c.kind = 'excluded'",
    caughtBy: uptime("excludes a stretch everywhere at once, says so, and gives it back when that is withdrawn"),
  },
  {
    name: "a note takes time out of the uptime",
    file: "packages/db/src/uptime.ts",
    from: "AND c.kind = 'excluded' AND c.withdrawn_at IS NULL",
    to: "AND c.withdrawn_at IS NULL",
    caughtBy: uptime("only shows a note"),
  },
  {
    name: "a correction never reaches the public page",
    file: "packages/engine/src/correct-uptime.ts",
    from: "await tx.uptime.correct({ id, teamId, monitorId }, correction, { id: actor.userId, atMs: deps.now() });\n    await tx.monitors.touchPages(teamId, [monitorId], deps.now());",
    to: "await tx.uptime.correct({ id, teamId, monitorId }, correction, { id: actor.userId, atMs: deps.now() });",
    caughtBy: uptime("excludes a stretch everywhere at once, says so, and gives it back when that is withdrawn"),
  },
  {
    name: "a page's own definition is its team's",
    file: "packages/db/src/uptime.ts",
    from: "coalesce(uptime, (SELECT t.uptime FROM teams t WHERE t.id = team_id), '{}')",
    to: "coalesce((SELECT t.uptime FROM teams t WHERE t.id = team_id), uptime, '{}')",
    caughtBy: uptime("follows the team's definition everywhere at once, and a page its own"),
  },
  {
    name: "a long chart counts the hours of its days as well",
    file: "packages/engine/src/read-latency-series.ts",
    from: "rolledUp(hourS, days.at(-1)?.endMs ?? fromMs, untilMs)",
    to: "rolledUp(hourS, fromMs, untilMs)",
    caughtBy: integration("packages/engine/test/read-latency-series.test.ts")(
      "shows each check of a long range in its day and once, be it in a day, an hour or not rolled up yet",
    ),
  },
];
