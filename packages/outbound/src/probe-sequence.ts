import type { AssertionOutcome } from "@vedette/core/assertion/assertion";
import { type SequenceSpec, type SequenceStep, sequenceSubjects, stepSubjects } from "@vedette/core/kinds/sequence";
import type { Evidence } from "@vedette/core/probe-result";
import { statusMatches } from "@vedette/core/status-set";
import { needsBody } from "./conditions-of.ts";
import { CookieJar } from "./cookie-jar.ts";
import { evaluateTyped } from "./evaluate.ts";
import { extractedValue, isTokenLike } from "./extracted-value.ts";
import type { Failure } from "./failure.ts";
import { filledRequest } from "./fill-request.ts";
import { httpFacts, keepErrors, shownRequest, shownResponse } from "./http-answer.ts";
import type { ProbeIo, ProbeKind } from "./probe-io.ts";
import { type HttpReply, type HttpText, bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";
import { proxyOf, signInOf } from "./sign-in-of.ts";

/** What steps leave to the next ones, and to the evidence. */
type Progress = {
  values: { name: string; value: string }[];
  jar: CookieJar;
  steps: NonNullable<Evidence["steps"]>;
  findings: AssertionOutcome[];
  last: Taken | null;
};

type Taken = { step: SequenceStep; no: number; reply: HttpReply | null; body: HttpText | Failure | null; totalUs: number };

/**
 * Steps one after the other within one deadline, until one fails or breaks a condition that makes it down; the failure or the finding then
 * names the step. What we take to evaluate is no part of the latency.
 */
export const probeSequence: ProbeKind<SequenceSpec> = async (spec, io) => {
  const { trace, deadline } = io;
  const progress: Progress = { values: [...spec.secrets], jar: new CookieJar(), steps: [], findings: [], last: null };
  trace.tell = (hide) => {
    const { steps, last } = progress;
    if (last === null) return {};
    const { step, reply, body } = last;
    return { steps, request: shownRequest(step), ...(reply !== null && { response: shownResponse(reply, body, trace, hide) }) };
  };
  let isPartial = false;
  for (const [i, step] of spec.steps.entries()) {
    const taken: Taken = { step, no: i + 1, reply: null, body: null, totalUs: 0 };
    progress.last = taken;
    const broken = await take(taken, spec, progress, io);
    const status = taken.reply?.head.status ?? null;
    progress.steps.push({ name: step.name, status, totalUs: taken.totalUs, ...(broken !== null && { failure: messageOf(broken) }) });
    if (broken === null) continue;
    if ("failed" in broken) return { ...broken, message: `Step ${i + 1}, ${step.name}: ${broken.message}` };
    isPartial = true;
    break;
  }
  const { reply = null, body = null } = progress.last ?? {};
  if (reply === null) throw new Error("a sequence without steps");
  return {
    status: reply.head.status,
    facts: trace.wantsDetail ? httpFacts(reply.head, body, trace) : null,
    tookUs: deadline.elapsedUs() - Math.round(deadline.spentMs * 1_000),
    findings: progress.findings,
    ...(isPartial && { isPartial }),
  };
};

function messageOf(broken: Failure | AssertionOutcome): string {
  return "failed" in broken ? broken.message : `Expected ${broken.text}; it was ${broken.actual}.`;
}

/** Null: the next step may be taken. */
async function take(taken: Taken, spec: SequenceSpec, progress: Progress, io: ProbeIo): Promise<Failure | AssertionOutcome | null> {
  const startedAtMs = performance.now();
  const redirectsBefore = io.trace.redirects.length;
  const reply = await ask(taken, spec, progress, io);
  taken.totalUs = Math.round((performance.now() - startedAtMs) * 1_000);
  if ("failed" in reply) return reply;
  const { step } = taken;
  if (!statusMatches(step.expectedStatus, reply.head.status))
    return { failed: "reply_unexpected", message: `Answered with status ${reply.head.status}; expected ${step.expectedStatus}.` };
  const ownedAtMs = performance.now();
  try {
    const redirects = io.trace.redirects.length - redirectsBefore;
    return (await broken(taken, reply, redirects, progress, io)) ?? (await extract(taken, reply, progress, io));
  } finally {
    io.deadline.spentMs += performance.now() - ownedAtMs;
  }
}

async function ask(taken: Taken, spec: SequenceSpec, progress: Progress, io: ProbeIo): Promise<HttpReply | Failure> {
  const { step, no } = taken;
  const isBodyNeeded =
    step.extract.some(({ from }) => from !== "header" && from !== "cookie") ||
    needsBody(step.assertions, stepSubjects) ||
    (no === spec.steps.length && needsBody(spec.assertions, sequenceSubjects));
  const { maxRedirects, tls, family } = spec;
  const way = { tls, family, proxy: spec.proxy.url === "" ? undefined : proxyOf(spec.proxy, io.trace) };
  const signIn = await signInOf(step.auth, way, io);
  if (signIn !== undefined && "failed" in signIn) return signIn;
  const keep = isBodyNeeded || io.trace.isWatched ? keepAll : keepErrors;
  const request = { ...filledRequest(step, progress.values), method: step.method, maxRedirects, signIn, ...way, jar: progress.jar, keep };
  const reply = await requestHttp(request, io);
  if ("failed" in reply) return reply;
  taken.reply = reply;
  taken.body = isBodyNeeded || reply.body.length > 0 ? await bodyText(reply) : null;
  return isBodyNeeded && taken.body !== null && "failed" in taken.body ? taken.body : reply;
}

/** The first condition of a step that does not hold and makes it down. All outcomes are kept, and name the step. */
async function broken(
  { step, no, body, totalUs }: Taken,
  { head, url }: HttpReply,
  redirects: number,
  { findings }: Progress,
  io: ProbeIo,
): Promise<Failure | AssertionOutcome | null> {
  if (step.assertions === "") return null;
  const facts = httpFacts(head, body, io.trace);
  const values = { ...facts.values, redirects, latency: totalUs / 1_000, address: io.trace.address };
  const typed = { assertions: step.assertions, subjects: stepSubjects, of: url.href };
  const outcomes = await evaluateTyped(typed, { ...facts, values }, leftMs(io));
  if ("failed" in outcomes) return outcomes;
  findings.push(...outcomes.map((outcome) => ({ ...outcome, text: `${outcome.text} in step ${no}, ${step.name}` })));
  return outcomes.find(({ ok, severity }) => !ok && severity === "down") ?? null;
}

async function extract({ step, body }: Taken, { head, url }: HttpReply, progress: Progress, io: ProbeIo): Promise<Failure | null> {
  const text = body === null || "failed" in body ? "" : body.text;
  for (const extraction of step.extract) {
    const found = await extractedValue(extraction, { head, body: text, url, jar: progress.jar, waitMs: leftMs(io) });
    if ("failed" in found) return found;
    if (isTokenLike(extraction, found.value)) io.trace.secrets.push(found.value);
    progress.values.push({ name: extraction.name, value: found.value });
  }
  return null;
}

function leftMs({ deadline }: ProbeIo): number {
  return Math.max(50, deadline.timeoutMs - deadline.elapsedUs() / 1_000);
}
