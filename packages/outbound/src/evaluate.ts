import { type AssertionOutcome, type Facts, type Subject, factName } from "@vedette/core/assertion/assertion";
import type { Condition } from "@vedette/core/assertion/condition";
import { type ConditionTools, evaluateCondition } from "@vedette/core/assertion/evaluate-condition";
import { kinds, targetOf } from "@vedette/core/kinds";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { ConditionLane, type LaneOutcome } from "./condition-lane.ts";
import type { Capture } from "./condition-worker.ts";
import { conditionsOf } from "./conditions-of.ts";
import type { Failure } from "./failure.ts";

/** Character comparisons that searching a text may take on the event loop: some milliseconds at worst. */
const maxComparisons = 2_000_000;
const maxSlow = 5_000;

const tooBusy: Failure = {
  failed: "prober_stalled",
  message: "Vedette was too busy to evaluate the conditions of this check in time.",
};

const prompt = new ConditionLane();
const patient = new ConditionLane();
/** Monitors whose conditions were too slow the last time. They wait for one another alone. */
const slow = new Set<string>();

/** Conditions as they were typed, and what they can be about. `of`: what one target is told from another by. */
export type Typed = { assertions: string; subjects: readonly Subject[]; of: string };

/** The spec's own conditions, see `evaluateTyped`. */
export async function evaluate(spec: ActiveSpec, facts: Facts, waitMs: number): Promise<AssertionOutcome[] | Failure> {
  return await evaluateTyped({ assertions: spec.assertions, subjects: kinds[spec.kind].subjects, of: targetOf(spec) }, facts, waitMs);
}

/**
 * Conditions against what the check learnt, in their order. What a target can make slow runs beside the event loop, each condition for at
 * most 50 ms; `waitMs` bounds the wait for a turn there, after which the check is inconclusive.
 */
export async function evaluateTyped(
  { assertions, subjects, of }: Typed,
  facts: Facts,
  waitMs: number,
): Promise<AssertionOutcome[] | Failure> {
  const { conditions, errors } = conditionsOf(assertions, subjects);
  const beside = conditions.map(({ condition }) => condition).filter((condition) => isSlow(condition, facts));
  const answers = beside.length === 0 ? [] : await evaluateBeside(`${of}\n${assertions}`, beside, neededOf(beside, facts), waitMs);
  if (answers.includes("stalled")) return tooBusy;
  const outcomes = conditions.map(({ condition, text }): AssertionOutcome => {
    const { severity } = condition;
    const answer = answers[beside.indexOf(condition)] ?? evaluateCondition(condition, facts, noTools);
    if (typeof answer !== "string") {
      const { number, ...finding } = answer;
      const { subject, argument } = condition;
      const name = argument === null ? subject : factName(subject, argument);
      return { text, severity, ...finding, code: "assertion_failed", ...(number !== undefined && { figure: { name, value: number } }) };
    }
    return { text, severity, ok: false, actual: "not known in time", code: "assertion_too_slow" };
  });
  // A condition of a kind that has changed since must not pass in silence.
  const unread = errors.map(({ line, column, message }): AssertionOutcome => {
    const text = `the condition in line ${line}`;
    return {
      text,
      severity: "degraded",
      ok: false,
      actual: `unreadable at column ${column}: ${message}`.slice(0, 200),
      code: "assertion_failed",
    };
  });
  return [...outcomes, ...unread];
}

/**
 * What the first group of a pattern matches in a body, or null where nothing does. Runs beside the event loop within the same bounds as a
 * condition. `of`: what one target is told from another by.
 */
export async function captureIn(body: string, pattern: string, of: string, waitMs: number): Promise<{ value: string | null } | Failure> {
  const [answer] = await evaluateBeside(`${of}\n${pattern}`, [{ capture: pattern }], { values: {}, body }, waitMs);
  if (answer === "stalled" || answer === undefined) return tooBusy;
  if (answer === "too_slow") return { failed: "value_missing", message: `The pattern ${pattern} takes too long on this answer.` };
  return { value: answer.ok ? answer.actual : null };
}

/** Ends the threads; for tests and shutdown. A later evaluation starts them again. */
export async function closeEvaluation(): Promise<void> {
  await Promise.all([prompt.close(), patient.close()]);
}

async function evaluateBeside(
  key: string,
  conditions: readonly (Condition | Capture)[],
  facts: Facts,
  waitMs: number,
): Promise<LaneOutcome[]> {
  const answers = await (slow.has(key) ? patient : prompt).evaluate(conditions, facts, waitMs);
  slow.delete(key);
  if (answers.includes("too_slow")) slow.add(key);
  const [oldest] = slow;
  if (slow.size > maxSlow && oldest !== undefined) slow.delete(oldest);
  return answers;
}

/** Only what is asked about is copied to the other thread. */
function neededOf(conditions: readonly Condition[], { values, headers, body }: Facts): Facts {
  const isBodyNeeded = conditions.some(({ subject, type }) => subject === "body" || type === "json");
  return { values, ...(headers !== undefined && { headers }), ...(isBodyNeeded && body !== undefined && { body }) };
}

function isSlow(condition: Condition, facts: Facts): boolean {
  // A JSON value without a path, such as a database's answer, is a fact like any other.
  const isPath = condition.type === "json" && condition.argument !== null;
  if (isPath || condition.operator === "matches" || condition.operator === "does not match") return true;
  const sought = condition.operator === "contains" || condition.operator === "does not contain" ? String(condition.value) : "";
  return lengthOf(condition.subject, facts) * sought.length > maxComparisons;
}

function lengthOf(subject: string, { body = "", headers = [] }: Facts): number {
  if (subject === "body") return body.length;
  return subject === "header" ? headers.reduce((sum, header) => sum + header[1].length, 0) : 0;
}

const noTools: ConditionTools = {
  matches: () => {
    throw new Error("Patterns run beside the event loop.");
  },
  queryJson: () => {
    throw new Error("JSON is read beside the event loop.");
  },
};
