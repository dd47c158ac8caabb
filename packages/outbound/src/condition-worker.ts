import type { Facts } from "@vedette/core/assertion/assertion";
import type { Condition } from "@vedette/core/assertion/condition";
import { type Finding, evaluateCondition } from "@vedette/core/assertion/evaluate-condition";
import { parentPort } from "node:worker_threads";
import { conditionTools, firstGroup, forgetJson, isTooDeep } from "./condition-tools.ts";

/** What the first group of a pattern matches in the body. It is answered as a finding whose `actual` is the whole text. */
export type Capture = { capture: string };

/** `facts` come with the first condition of a check; null forgets them. */
export type ConditionQuestion = { facts?: Facts | null; condition?: Condition | Capture };
/** `cpuUs` is what this thread has used since it began. */
export type ConditionAnswer = { cpuUs: number; finding?: Finding; bug?: string };

let facts: Facts = { values: {} };

parentPort?.on("message", (question: ConditionQuestion) => {
  if (question.facts !== undefined) {
    facts = question.facts ?? { values: {} };
    forgetJson();
  }
  if (question.condition !== undefined) answer(evaluate(question.condition));
});
warmUp();
answer({});

/** The first use of an engine costs what a hundred later ones do; no condition is to pay for that. */
function warmUp(): void {
  facts = { values: {}, body: `{"items": [${'{"name": "warm", "n": 1}, '.repeat(300)}null]}` };
  const about = { subject: "json", type: "json", severity: "down" } as const;
  for (let i = 0; i < 3; i++) {
    for (const source of ["nothing like it$", String.raw`^(?i)(\w+[^a]*|b?)+x{2,5}$`]) {
      evaluate({
        ...about,
        subject: "body",
        type: "text",
        argument: null,
        operator: "matches",
        value: { source, flags: i === 0 ? "i" : "" },
      });
    }
    for (const argument of ["$.items[0].name", "$..n", "$.items[?@.n > 1 && search(@.name, 'w')]"]) {
      evaluate({ ...about, argument, operator: "exists" });
    }
    forgetJson();
  }
}

function evaluate(condition: Condition | Capture): Omit<ConditionAnswer, "cpuUs"> {
  try {
    if ("capture" in condition) {
      const value = firstGroup(condition.capture, facts.body ?? "");
      return { finding: { ok: value !== null, actual: value ?? "" } };
    }
    return { finding: evaluateCondition(condition, facts, conditionTools) };
  } catch (error) {
    if (isTooDeep(error)) return { finding: { ok: false, actual: "nested too deeply" } };
    return { bug: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function answer(what: Omit<ConditionAnswer, "cpuUs">): void {
  const { user, system } = process.threadCpuUsage();
  parentPort?.postMessage({ cpuUs: user + system, ...what } satisfies ConditionAnswer);
}
