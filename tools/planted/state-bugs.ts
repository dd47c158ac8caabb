import { type Bug, integration, unit } from "./bug.ts";

const health = unit("packages/core/src/health.test.ts");
const judge = unit("packages/core/src/judge.test.ts");
const heartbeat = unit("packages/core/src/heartbeat.test.ts");
const heartbeats = integration("packages/engine/test/judge-heartbeats.test.ts");
const quorum = unit("packages/core/src/quorum.test.ts");
const group = unit("packages/core/src/group-verdict.test.ts");
const rule = unit("packages/core/src/rule-step.test.ts");
const ruleKinds = unit("packages/core/src/rule-kinds.test.ts");
const unreadable = integration("packages/engine/test/unreadable.test.ts");
const locations = integration("packages/engine/test/locations.test.ts");
const pauseRace = integration("packages/engine/test/pause-race.test.ts");
const locationHealth = unit("packages/core/src/location-health.test.ts");
const holds = integration("packages/engine/test/holds.test.ts");

/** What a result means, and when it becomes a state: verdicts, confirmation, heartbeats, groups, rules. */
export const stateBugs: readonly Bug[] = [
  {
    name: "what a location no longer holds decides",
    file: "packages/engine/src/play-together.ts",
    from: "doubtedFromMs: waitsFromMs <= atMs ? waitsFromMs : null",
    to: "doubtedFromMs: null",
    caughtBy: locations("lets a location that waits for its own earlier check decide nothing until that is known to be up"),
  },
  {
    name: "a check that is only under way casts doubt on what its location holds",
    file: "packages/engine/src/play-together.ts",
    from: "lookedMs.find((dueMs) => dueMs >= unplayedMs) ?? Infinity",
    to: "unplayedMs",
    caughtBy: locations("counts what a location has confirmed while its next check is under way, and no longer once a later one is stored"),
  },
  {
    name: "what waits makes fresh what its location held long ago",
    file: "packages/engine/src/play-together.ts",
    from: "lookedMs.filter((dueMs) => dueMs <= atMs)",
    to: "lookedMs",
    caughtBy: locations(
      "does not set what one location held long ago against what another sees now, while both wait for checks of their own",
    ),
  },
  {
    name: "a group that cannot be read goes on as it stood",
    file: "packages/engine/src/judge-groups.ts",
    from: "group.spec === null ? [group.groupNo] : []",
    to: "[]",
    caughtBy: unreadable(
      "takes the time of heartbeats and groups that it cannot read for time without data, until they are readable and something is said",
    ),
  },
  {
    name: "a setting that is no number stops every monitor",
    file: "packages/db/src/stored-int.ts",
    from: "~ '^[0-9]{1,9}$'",
    to: "<> ''",
    caughtBy: unreadable(
      'lets a monitor with {"timeoutMs":"soon"} stop no other: its ticks are lost, it is shown with the reason, and an edit mends it',
    ),
  },
  {
    name: "an inconclusive check changes the state",
    file: "packages/core/src/health.ts",
    from: `if (verdict === "inconclusive" || verdict === "no_data") return`,
    to: `if (verdict === "no_data") return`,
    caughtBy: health("does not let an inconclusive check or an older one change anything"),
  },
  {
    name: "an older result rewinds the run",
    file: "packages/core/src/health.ts",
    from: "if (atMs <= state.seenAtMs) return { next: state, effects: [] };",
    to: "",
    caughtBy: health("gives the same answer when a history is cut anywhere and every result is delivered twice"),
  },
  {
    name: "an outage begins when it was confirmed",
    file: "packages/core/src/health.ts",
    from: `severity: after, startedAtMs: run.startedAtMs,`,
    to: `severity: after, startedAtMs: atMs,`,
    caughtBy: health("opens at the first bad check of the run that confirms it, and ends at the first good one likewise"),
  },
  {
    name: "one failed check is an outage",
    file: "packages/core/src/health.ts",
    from: "run.length >= (healthy ? policy.successesToClose : policy.failuresToOpen)",
    to: "run.length >= (healthy ? policy.successesToClose : 1)",
    caughtBy: health("does not call a run that was not confirmed an outage"),
  },
  {
    name: "an outage eases to slowness while it lasts",
    file: "packages/core/src/health.ts",
    from: `const isEasing = state.confirmed === "down" && verdict === "degraded";`,
    to: "const isEasing = false;",
    caughtBy: health("counts slow and down answers as one run, and only ever raises severity"),
  },
  {
    name: "the first good check of a new monitor closes an incident",
    file: "packages/core/src/health.ts",
    from: `return before === "unknown" ? [] : [`,
    to: "return [",
    caughtBy: health("opens for a monitor that was never up, and says nothing when it is up for the first time"),
  },
  {
    name: "our own stall counts as the target's failure",
    file: "packages/core/src/judge.ts",
    from: `return { kind: "inconclusive", code: result.reason, reason: result.message };`,
    to: `return { kind: "down", code: result.reason, reason: result.message };`,
    caughtBy: judge("is down for the target's failure and inconclusive for ours"),
  },
  {
    name: "a broken condition that only degrades hides one that fails",
    file: "packages/core/src/judge.ts",
    from: `    assertionFinding(result, "down") ??\n    assertionFinding(result, "degraded") ??`,
    to: `    assertionFinding(result, "degraded") ??\n    assertionFinding(result, "down") ??`,
    caughtBy: judge("is named by the gravest finding, whatever the order of the conditions"),
  },
  {
    name: "a slow answer is up",
    file: "packages/core/src/judge.ts",
    from: "totalUs <= spec.slowAfterMs * 1_000",
    to: "totalUs <= spec.slowAfterMs * 1_000_000",
    caughtBy: judge("is degraded when the answer took longer than it should, and says how long"),
  },
  {
    name: "a paused monitor opens an incident",
    file: "packages/db/src/states.ts",
    from: "JOIN monitors m ON m.compat_number = s.monitor_no AND m.deleted_at IS NULL AND m.paused_at IS NULL",
    to: "JOIN monitors m ON m.compat_number = s.monitor_no",
    caughtBy: pauseRace("opens nothing for a check whose monitor is paused before its result could be judged"),
  },
  {
    name: "deleting does not wait for an incident that opens now",
    file: "packages/db/src/monitor-changes.ts",
    from: "WHERE monitor_no = ANY(${numbersOf(monitors)}::int[]) ORDER BY monitor_no FOR UPDATE)",
    to: "WHERE false)",
    caughtBy: pauseRace("leaves nothing open of a monitor that is deleted while a check of it opens an incident"),
  },
  {
    name: "half of the locations are a majority",
    file: "packages/core/src/quorum-rule.ts",
    from: "majority: Math.floor(n / 2) + 1,",
    to: "majority: Math.ceil(n / 2),",
    caughtBy: quorum("needs of 1 to 5 locations [ 1, 2, 2, 3, 3 ] by the rule majority"),
  },
  {
    name: "one location that calls it down makes it down",
    file: "packages/core/src/quorum.ts",
    from: `down >= neededOf(quorum, fresh.length) ? "down"`,
    to: `down >= 1 ? "down"`,
    caughtBy: quorum("counts degraded and down together, and calls down only what enough of them call down"),
  },
  {
    name: "silence is judged before every ping is known",
    file: "packages/core/src/heartbeat.ts",
    from: "if (due.atMs >= heardUntilMs || missed === maxMissed) return false;",
    to: "if (missed === maxMissed) return false;",
    caughtBy: heartbeat("a heartbeat > judges no deadline up to which not everything is known"),
  },
  {
    name: "our own deafness is blamed on the sender",
    file: "packages/core/src/heartbeat.ts",
    from: "    if (!touches(span, fromMs, armed(expectedMs + plan.graceMs))) continue;\n",
    to: "    if (span.fromMs > 0) continue;\n",
    caughtBy: heartbeat("our own deafness > excuses the ping that it may have swallowed, and no later one"),
  },
  {
    name: "a note counts as a sign of life",
    file: "packages/core/src/heartbeat.ts",
    from: `  if (ping.kind === "log") return;\n`,
    to: "",
    caughtBy: heartbeat("a heartbeat > changes nothing at a note"),
  },
  {
    name: "an old ping speaks for a newer one",
    file: "packages/core/src/heartbeat.ts",
    from: "const isNewest = next.heardMs === null || ping.atMs >= next.heardMs;",
    to: "const isNewest = true;",
    caughtBy: heartbeat("a heartbeat > ignores a start that arrives after its end, and an old ping after a newer one"),
  },
  {
    name: "deadlines are judged while no edge listens",
    file: "packages/db/src/heartbeats.ts",
    from: "untilMs: row?.until_ms ?? 0 };",
    to: "untilMs: row?.until_ms ?? row?.now_ms ?? 0 };",
    caughtBy: heartbeats("judges nothing while no edge says how far it has heard"),
  },
  {
    name: "a ping that was judged waits for ever",
    file: "packages/db/src/heartbeats.ts",
    from: '"DELETE FROM ping_inbox WHERE id = ANY($1::bigint[])"',
    to: '"DELETE FROM ping_inbox WHERE id = ANY($1::bigint[]) AND false"',
    caughtBy: heartbeats("counts no ping of a paused heartbeat"),
  },
  {
    name: "a paused heartbeat is judged",
    file: "packages/db/src/heartbeats.ts",
    from: "m.paused_at IS NULL AND m.deleted_at IS NULL AS is_watched",
    to: "m.deleted_at IS NULL AS is_watched",
    caughtBy: heartbeats("counts no ping of a paused heartbeat"),
  },
  {
    name: "members of which nothing is known count as failed",
    file: "packages/core/src/group-verdict.ts",
    from: `members.filter((member) => member.confirmed !== "unknown")`,
    to: "members",
    caughtBy: group("all (1) of up,unknown is up"),
  },
  {
    name: "a group that needs degraded members is up",
    file: "packages/core/src/group-verdict.ts",
    from: "if (up.length >= needed) return",
    to: "if (up.length + degraded.length >= needed) return",
    caughtBy: group("at_least (2) of up,degraded,down is degraded"),
  },
  {
    name: "a latency rule opens and closes at the same value",
    file: "packages/core/src/rules/latency.ts",
    from: "usualCloseAt: (limit) => limit * 0.9,",
    to: "usualCloseAt: (limit) => limit,",
    caughtBy: rule("is broken above its limit and kept from nine tenths of it on; between the two nothing changes"),
  },
  {
    name: "a percentile of one check breaches a rule",
    file: "packages/core/src/rules/rule-kind.ts",
    from: "export const fewestChecks = 5;",
    to: "export const fewestChecks = 1;",
    caughtBy: rule("takes a figure of fewer than five checks for chance, whatever it is"),
  },
  {
    name: "a rule opens before its time has passed",
    file: "packages/core/src/rule-step.ts",
    from: "if (atMs - brokenSinceMs < forMs)",
    to: "if (atMs - brokenSinceMs < 0)",
    caughtBy: rule("opens when it was broken for its time on end, and says since when"),
  },
  {
    name: "a rule opens for want of data that it never had",
    file: "packages/core/src/rule-step.ts",
    from: '|| (confirmed === "unknown" && brokenSinceMs === null)',
    to: "",
    caughtBy: rule("without data > a rule that never saw any does not open for want of it"),
  },
  {
    name: "a budget burns on in the long window after the fire is out",
    file: "packages/core/src/rules/burn-rate.ts",
    from: "Math.min(burn(long), burn(short)) / factor",
    to: "burn(long) / factor",
    caughtBy: ruleKinds("burn rate > the fire is out"),
  },
  {
    name: "an outage of four in ten silences a location",
    file: "packages/core/src/location-health.ts",
    from: "const failedShare = 0.5;",
    to: "const failedShare = 0.3;",
    caughtBy: locationHealth("finds an outage of 0.4 of what it looks at: null"),
  },
  {
    name: "a failing check is answered by a canary that was asked before it",
    file: "apps/worker/src/wellness.ts",
    from: "    question.next = null;\n",
    to: "",
    caughtBy: unit("apps/worker/src/wellness.test.ts")(
      "answers every bad check by a question that is younger than it, and asks once a second however many there are",
    ),
  },
  {
    name: "a check counts that began before its location was known to be well",
    file: "apps/worker/src/wellness.ts",
    from: "if (reason === null && beganAt >= knownSince) return result;",
    to: "if (reason === null) return result;",
    caughtBy: unit("apps/worker/src/wellness.test.ts")(
      "says nothing of a target by a check that began before the place was known to be well, however late it ends",
    ),
  },
  {
    name: "a canary that answers over IPv4 vouches for IPv6",
    file: "apps/worker/src/wellness.ts",
    from: "const way = wayOf(result);",
    to: 'const way = "ipv4";',
    caughtBy: unit("apps/worker/src/wellness.test.ts")(
      "says nothing of a target that it cannot reach for want of ipv6, and goes on with the others",
    ),
  },
  {
    name: "a check that went from IPv4 to IPv6 is judged by IPv6 alone",
    file: "packages/outbound/src/trace.ts",
    from: "this.#hasDialledIpv4 ||= isIPv4(literal);",
    to: "this.#hasDialledIpv4 = isIPv4(literal);",
    caughtBy: integration("packages/outbound/test/probe-tcp.test.ts")(
      "says of a refused localhost whether IPv6 was all that was tried: undefined",
    ),
  },
  {
    name: "a canary that was not heard for a stall of our own vouches for the place",
    file: "apps/worker/src/create-canaries.ts",
    from: `if (failed === asked || said.includes("answered"))`,
    to: "if (tries > 0)",
    caughtBy: unit("apps/worker/src/create-canaries.test.ts")(
      "of two canaries that are stalled failed stalled answered one after the other, 0 have failed",
    ),
  },
  {
    name: "a canary that had to wait for the uplink vouches for the time before",
    file: "apps/worker/src/create-canaries.ts",
    from: 'return isSlow ? "failed" : "answered";',
    to: 'return "answered";',
    caughtBy: unit("apps/worker/src/create-canaries.test.ts")(
      "does not hear that all is well from one that took long, until that is what it usually takes",
    ),
  },
  {
    name: "what has come up here as well speaks against the place",
    file: "packages/db/src/unwell.ts",
    from: "WHERE NOT up_here",
    to: "",
    caughtBy: integration("packages/engine/test/unwell.test.ts")(
      "counts what another location has seen up since the failure here, and nothing older",
    ),
  },
  {
    name: "a location that is back undoes what others saw in its silence",
    file: "packages/core/src/quorum.ts",
    from: "&& backMs <= atMs)",
    to: ")",
    caughtBy: quorum("ends an outage that one was alone to see when another is back and sees that it is over, not when it began"),
  },
  {
    name: "a location that is back and sees nothing but failures ends an outage",
    file: "packages/core/src/opinion.ts",
    from: "if (isDoubtful && isBad(together))",
    to: "if (together === undefined)",
    caughtBy: unit("packages/core/src/opinion.test.ts")(
      "speaks from its first good check on when it is back, and goes with what is held until it is sure of a failure",
    ),
  },
  {
    name: "what was seen before an outage began ends it",
    file: "packages/engine/src/play-together.ts",
    from: "return firstMs === Infinity ? null : {",
    to: "return firstMs === Infinity && said.health === 'up' ? { ...said, atMs } : {",
    caughtBy: locations("does not end an outage by what was seen before it began, nor open one against a location whose checks wait"),
  },
  {
    name: "what was seen before an outage ended begins another",
    file: "packages/engine/src/play-together.ts",
    from: "return firstMs === Infinity ? null : {",
    to: "return firstMs === Infinity && said.health !== 'up' ? { ...said, atMs } : {",
    caughtBy: locations("opens nothing by what was seen before the last outage ended, when that is stored late"),
  },
  {
    name: "late results are weighed one by one against what others hold by now",
    file: "packages/engine/src/play-together.ts",
    from: "if (result.dueMs < atMs && result !== this.#line.results.at(-1)) return null;",
    to: "",
    caughtBy: integration("packages/engine/test/locations.test.ts")(
      "opens nothing for an outage that was over for a location when its checks are stored late",
    ),
  },
  {
    name: "what others saw before a failure speaks against it",
    file: "packages/db/src/unwell.ts",
    from: "AND r.due_at > to_timestamp(f.since_ms / 1000.0) AND",
    to: "AND",
    caughtBy: integration("packages/engine/test/unwell.test.ts")(
      "counts what another location has seen up since the failure here, and nothing older",
    ),
  },
  {
    name: "a child is told of although its parent is down",
    file: "packages/core/src/hold.ts",
    from: "if (troubled.length > 0) {",
    to: "if (troubled.length > 1) {",
    caughtBy: holds("tells of the parent alone while it is down, and says why in the child's incident"),
  },
  {
    name: "a held incident is never told of",
    file: "packages/core/src/hold.ts",
    from: "const isStillBad = seenMs > recoveredMs || nowMs - recoveredMs > recoveryMs;",
    to: "const isStillBad = false;",
    caughtBy: holds("tells of the child after all when it still fails at its first check after the parent is up, once"),
  },
  {
    name: "maintenance swallows an outage that outlives it",
    file: "packages/core/src/hold.ts",
    from: "const isStillBad = seenMs > maintenanceMs ||",
    to: "const isStillBad = seenMs < 0 ||",
    caughtBy: unit("packages/core/src/hold.test.ts")(
      "tells exactly of the outages that outlive their window, within an interval of its end, whatever outages and windows there are",
    ),
  },
  {
    name: "a window of maintenance holds nobody",
    file: "packages/db/src/incidents.ts",
    from: "AND to_timestamp(c.at_ms / 1000.0) >= w.starts_at AND",
    to: "AND to_timestamp(c.at_ms / 1000.0) < w.starts_at AND",
    caughtBy: integration("packages/engine/test/maintenance.test.ts")(
      "keeps an outage of a window from people, and tells of it with the first check after the window that still fails, once",
    ),
  },
];
