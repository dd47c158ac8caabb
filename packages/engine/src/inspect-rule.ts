import { AppError, notFound } from "@vedette/core/app-error";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { factName } from "@vedette/core/assertion/assertion";
import { kinds } from "@vedette/core/kinds";
import { isActive } from "@vedette/core/monitor-spec";
import type { RuleInput } from "@vedette/core/rule";
import { ruleKinds } from "@vedette/core/rule-kinds";
import { fewestChecks } from "@vedette/core/rules/rule-kind";
import { spanWords } from "@vedette/core/rules/rule-fields";
import { kindOfStored } from "@vedette/core/stored-spec";
import type { Db } from "@vedette/db/db";
import type { CoveredMonitor } from "@vedette/db/rule-rows";
import { registrationFigure } from "./see-rules.ts";

/** What is wrong with a rule that its own fields do not show. `error`: it is refused; else it may be meant so. */
export type RuleProblem = { path: string; message: string; isError: boolean };

/** How many monitors of a wide rule are looked at before it is saved. */
const mostInspected = 500;

/** What a rule would look at, and what is wrong with it. Throws `not_found` for a monitor that the team does not have. */
export async function inspectRule(
  { db }: { db: Db },
  teamId: string,
  rule: RuleInput,
): Promise<{ total: number; monitors: CoveredMonitor[]; problems: RuleProblem[] }> {
  const { scope, kind } = rule;
  const monitor = scope.type === "monitor" ? await db.config.monitors.find({ teamId, id: scope.monitorId }) : null;
  if (scope.type === "monitor" && monitor === null) throw notFound("monitor");
  const covered = await db.ruleRows.covered(teamId, rule, mostInspected);
  const problems: RuleProblem[] = [];
  const say = (path: string, message: string, isError = false) => problems.push({ path, message, isError });
  if (covered.total === 0) {
    const monitorKind = monitor === null ? null : kindOfStored(monitor.spec);
    if (monitor !== null && monitor.pausedAtMs === null)
      say(
        "kind",
        `A rule of this kind cannot look at ${monitorKind === null ? "this monitor" : `a monitor of the kind ${kinds[monitorKind].label}`}.`,
        true,
      );
    else if (scope.type === "tag") say("scope.tag", "No monitor that this rule can look at bears this tag today.");
    else if (scope.type === "team") say("kind", "No monitor of the team is one that this rule can look at today.");
    return { ...covered, problems };
  }
  const nos = covered.monitors.map((each) => each.monitorNo);
  const sparse = sparseness(rule, covered.monitors);
  if (sparse !== null) say(sparse.path, sparse.message);
  const { fact } = ruleKinds[kind];
  const isOne = scope.type === "monitor";
  const whose = isOne ? "this monitor" : "any of these monitors";
  if (fact === "certificate" && (await db.ruleFacts.certificates(nos)).size === 0) say("kind", `No certificate of ${whose} was seen yet.`);
  if (fact === "domain" && (await db.metrics.newest(nos, registrationFigure)).length === 0)
    say("kind", `It is not known when the registration of ${whose} ends. A condition must mention domain.expires_in.`);
  if (fact === "forecast" && (await db.ruleFacts.crossings(nos)).size === 0)
    say("kind", `There is no forecast for ${whose} today. It takes about 14 days of checks.`);
  if (fact === "metric") {
    const name = String(rule.params["metric"]);
    const seen = await db.metrics.names(nos);
    const mentioned = monitor !== null && isActive(monitor.spec) ? mentionedIn(monitor.spec) : [];
    if (!seen.includes(name)) {
      const known = [...new Set([...seen, ...mentioned])].slice(0, 5).join(", ");
      if (mentioned.includes(name)) say("params.metric", "A condition mentions it, and no check has seen it yet.");
      else
        say(
          "params.metric",
          `It was never seen of ${whose}. ${known === "" ? "Add a condition that mentions it to the monitor first." : `Seen were: ${known}.`}`,
          true,
        );
    }
  }
  return { ...covered, problems };
}

/** Refuses a rule that would never see anything. Throws as `inspectRule` does. */
export async function requireSoundRule(deps: { db: Db }, teamId: string, rule: RuleInput): Promise<void> {
  const { problems } = await inspectRule(deps, teamId, rule);
  const error = problems.find((problem) => problem.isError);
  if (error !== undefined) throw new AppError("bad_request", error.message, `rule.${error.path}`);
}

function sparseness({ kind, params, scope }: RuleInput, monitors: readonly CoveredMonitor[]): { path: string; message: string } | null {
  const { windowsMs, watches } = ruleKinds[kind];
  const longestMs = Math.max(0, ...windowsMs(params));
  if (longestMs === 0 || watches === "any") return null;
  const few = monitors.filter((monitor) => longestMs / monitor.intervalMs < fewestChecks);
  if (few.length === 0) return null;
  const needs = `A window needs ${fewestChecks} checks to be judged`;
  const [first] = few;
  const path = "windowMs" in params ? "params.windowMs" : "params";
  return scope.type === "monitor" && first !== undefined
    ? { path, message: `${needs}, and this monitor is checked every ${spanWords(first.intervalMs)}. Choose a longer window.` }
    : { path, message: `${needs}: ${few.length} of ${monitors.length} monitors are checked too seldom for this one.` };
}

/** The figures that conditions of a spec mention, by the names under which they are kept. */
function mentionedIn(spec: { kind: keyof typeof kinds; assertions: string }): string[] {
  return readAssertions(spec.assertions, kinds[spec.kind].subjects).conditions.map(({ subject, argument }) =>
    argument === null ? subject : factName(subject, argument),
  );
}
