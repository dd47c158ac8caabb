import type { Receipt } from "@vedette/core/alert";
import type { ErrandAnswer } from "@vedette/core/errand";
import type { Content } from "@vedette/core/content";
import { judge } from "@vedette/core/judge";
import { type ActiveSpec, isActive } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { recognize } from "@vedette/core/recognize";
import type { TakenErrand } from "@vedette/db/errands";
import { addressOfAnswer } from "./answer-press.ts";
import type { DeliverDeps } from "./deliver.ts";
import { type ObservedResult, observe } from "./observe.ts";
import { observedResult } from "./observed-result.ts";
import { openTarget, unreadableChannel } from "./open-channel.ts";
import { endFailing } from "./tell-working.ts";
import { errandContext, monitorContext, openSpec } from "./spec-secrets.ts";
import { webhookOf } from "./webhook-secret.ts";

export type ErrandDeps = DeliverDeps & {
  locationNo: number;
  probe: (spec: ActiveSpec, signal: AbortSignal, detail: "detailed", approved: Content | null) => Promise<ProbeResult>;
  /** Tells whoever pressed a button in a chat what came of it. */
  answerPress: (url: string, text: string, signal: AbortSignal) => Promise<Receipt>;
  /** What is to be made of a check of a monitor: itself, or that this location cannot tell. */
  judge: (result: ObservedResult, teamId: string) => ObservedResult | Promise<ObservedResult>;
};

/** Longer than any probe or channel may take. */
const leaseMs = 90_000;

type Outcome = { answer: ErrandAnswer; outboxIds: string[] };

/**
 * Does what a person asked for and stores the answer. Nothing happens for an errand that is answered or in somebody's hands.
 * Returns the outbox rows to announce: a check that was asked for counts like any other. A test that arrives proves that its channel works.
 */
export async function runErrand(deps: ErrandDeps, errandId: string, signal: AbortSignal): Promise<string[]> {
  const errand = await deps.db.config.errands.take(errandId, deps.locationNo, leaseMs, deps.now());
  if (errand === null) return [];
  const { answer, outboxIds } = await outcomeOf(deps, errand, signal);
  await deps.db.config.errands.answer(errand, answer, deps.now());
  return outboxIds;
}

async function outcomeOf(deps: ErrandDeps, errand: TakenErrand, signal: AbortSignal): Promise<Outcome> {
  switch (errand.input.kind) {
    case "preview": {
      const spec = openSpec(deps.sealer, errandContext(errand), errand.input.spec, errand.sealed);
      const result = await deps.probe(spec, signal, "detailed", null);
      return { answer: { kind: "checked", judgement: judge(spec, result), result }, outboxIds: [] };
    }
    case "recognize": {
      const scheme = await recognize(errand.input, async (spec) => await deps.probe(spec, signal, "detailed", null));
      return { answer: { kind: "recognized", scheme }, outboxIds: [] };
    }
    case "check_now":
      return await checkNow(deps, errand.teamId, errand.input.monitorId, signal);
    case "channel_test":
      return { answer: await testChannel(deps, errand, errand.input.channelId, signal), outboxIds: [] };
    case "press_answer": {
      const startedAtMs = deps.now();
      const receipt = await deps.answerPress(addressOfAnswer(deps.sealer, errand), errand.input.text, signal);
      return { answer: { kind: "sent", receipt, durationMs: deps.now() - startedAtMs }, outboxIds: [] };
    }
  }
}

async function checkNow(deps: ErrandDeps, teamId: string, monitorId: string, signal: AbortSignal): Promise<Outcome> {
  const key = { teamId, id: monitorId };
  const monitor = await deps.db.config.monitors.find(key);
  if (monitor === null) return refused("This monitor was deleted.");
  if (monitor.spec.kind === "unreadable") return refused(monitor.spec.problem);
  if (!isActive(monitor.spec)) return refused("This monitor is not checked by Vedette; it waits to be told.");
  const spec = openSpec(deps.sealer, monitorContext(key), monitor.spec, await deps.db.config.monitors.sealedOf(key));
  const dueMs = await deps.db.publishing.nowMs();
  const approved = spec.kind === "content" ? await deps.db.contents.approved([monitor.compatNumber]) : null;
  const result = await deps.probe(spec, signal, "detailed", approved?.get(monitor.compatNumber) ?? null);
  const context = {
    batchId: null,
    intervalMs: monitor.intervalMs,
    monitorNo: monitor.compatNumber,
    locationNo: deps.locationNo,
    dueMs,
    lateMs: 0,
  };
  const judged = await deps.judge(observedResult({ ...context, spec, isLook: true }, result), teamId);
  const outboxIds = await observe(deps, { batches: [], results: [judged] });
  const judgement =
    judged.code === "location_unwell" ? { kind: judged.verdict, code: judged.code, reason: judged.reason } : judge(spec, result);
  return { answer: { kind: "checked", judgement, result }, outboxIds };
}

function refused(message: string): Outcome {
  return { answer: { kind: "refused", message }, outboxIds: [] };
}

async function testChannel(deps: ErrandDeps, errand: TakenErrand, channelId: string, signal: AbortSignal): Promise<ErrandAnswer> {
  const key = { teamId: errand.teamId, id: channelId };
  const sealed = await deps.db.config.channels.sealedOf(key);
  const team = await deps.db.config.teams.name(errand.teamId);
  const channel = await deps.db.config.channels.find(key);
  if (sealed === null || team === null || channel === null) return { kind: "refused", message: "This channel was deleted." };
  const target = openTarget(deps.sealer, sealed, key);
  if (target === null) return { kind: "refused", message: unreadableChannel };
  const voice = { ...(await deps.db.config.teams.voice(errand.teamId)), templates: channel.templates };
  const startedAtMs = deps.now();
  const receipt = await deps.send(
    target,
    {
      id: `msg_test_${errand.id}`,
      type: "channel.test",
      timestamp: new Date(startedAtMs).toISOString(),
      data: { team: { id: errand.teamId, name: team }, monitor: null, incident: null },
    },
    signal,
    { voice, reference: null, webhook: webhookOf(deps) },
  );
  const durationMs = deps.now() - startedAtMs;
  if (receipt.ok) await deps.db.transaction(async (tx) => await endFailing(deps, tx, channelId, receipt));
  return { kind: "sent", receipt, durationMs };
}
