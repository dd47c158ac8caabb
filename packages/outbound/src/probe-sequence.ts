import { type SequenceSpec, type SequenceStep, sequenceSubjects } from "@vedette/core/kinds/sequence";
import type { Evidence } from "@vedette/core/probe-result";
import { statusMatches } from "@vedette/core/status-set";
import { needsBody } from "./conditions-of.ts";
import { CookieJar } from "./cookie-jar.ts";
import { extractedValue, isTokenLike } from "./extracted-value.ts";
import type { Failure } from "./failure.ts";
import { filledRequest } from "./fill-request.ts";
import { httpFacts, keepErrors, shownRequest, shownResponse } from "./http-answer.ts";
import type { ProbeIo, ProbeKind } from "./probe-io.ts";
import { type HttpReply, type HttpText, bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";

/** What steps leave to the next ones, and to the evidence. */
type Progress = {
  values: { name: string; value: string }[];
  jar: CookieJar;
  steps: NonNullable<Evidence["steps"]>;
  last: { step: SequenceStep; reply: HttpReply | null; body: HttpText | Failure | null } | null;
};

/** Steps one after the other within one deadline, until one fails, which the failure then names. */
export const probeSequence: ProbeKind<SequenceSpec> = async (spec, io) => {
  const { trace } = io;
  const progress: Progress = { values: [...spec.secrets], jar: new CookieJar(), steps: [], last: null };
  trace.tell = (hide) => {
    const { steps, last } = progress;
    if (last === null) return {};
    const { step, reply, body } = last;
    return { steps, request: shownRequest(step), ...(reply !== null && { response: shownResponse(reply, body, trace, hide) }) };
  };
  for (const [i, step] of spec.steps.entries()) {
    const startedAtMs = performance.now();
    const failure = await take(step, i === spec.steps.length - 1, spec, progress, io);
    const totalUs = Math.round((performance.now() - startedAtMs) * 1_000);
    const status = progress.last?.reply?.head.status ?? null;
    progress.steps.push({ name: step.name, status, totalUs, ...(failure !== null && { failure: failure.message }) });
    if (failure !== null) return { ...failure, message: `Step ${i + 1}, ${step.name}: ${failure.message}` };
  }
  const { reply = null, body = null } = progress.last ?? {};
  if (reply === null) throw new Error("a sequence without steps");
  return { status: reply.head.status, facts: trace.wantsDetail ? httpFacts(reply.head, body, trace) : null };
};

async function take(step: SequenceStep, isLast: boolean, spec: SequenceSpec, progress: Progress, io: ProbeIo): Promise<Failure | null> {
  const last: NonNullable<Progress["last"]> = { step, reply: null, body: null };
  progress.last = last;
  const isBodyNeeded =
    step.extract.some(({ from }) => from === "json" || from === "text") || (isLast && needsBody(spec.assertions, sequenceSubjects));
  const keep = isBodyNeeded || io.trace.isWatched ? keepAll : keepErrors;
  const { maxRedirects, tls, family } = spec;
  const { jar } = progress;
  const reply = await requestHttp(
    { ...filledRequest(step, progress.values), method: step.method, maxRedirects, tls, family, jar, keep },
    io,
  );
  if ("failed" in reply) return reply;
  last.reply = reply;
  last.body = isBodyNeeded || reply.body.length > 0 ? await bodyText(reply) : null;
  if (!statusMatches(step.expectedStatus, reply.head.status))
    return { failed: "reply_unexpected", message: `Answered with status ${reply.head.status}; expected ${step.expectedStatus}.` };
  if (isBodyNeeded && last.body !== null && "failed" in last.body) return last.body;
  return extractInto(progress, step, reply, last.body, io);
}

function extractInto(
  progress: Progress,
  step: SequenceStep,
  reply: HttpReply,
  body: HttpText | Failure | null,
  { trace }: ProbeIo,
): Failure | null {
  const text = body === null || "failed" in body ? "" : body.text;
  for (const extraction of step.extract) {
    const value = extractedValue(extraction, reply.head, text, reply.url, progress.jar);
    if (value === null)
      return {
        failed: "value_missing",
        message: `The answer has no usable value for {{${extraction.name}}} at ${extraction.from} ${extraction.where}.`,
      };
    if (isTokenLike(extraction, value)) trace.secrets.push(value);
    progress.values.push({ name: extraction.name, value });
  }
  return null;
}
