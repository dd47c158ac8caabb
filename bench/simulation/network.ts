import type { AlertMessage, Receipt } from "@vedette/core/alert";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { type Random, between } from "@vedette/testkit/seeded-random";
import type { Program, Scheduler } from "./scheduler.ts";
import { type Turn, truthAt } from "./world.ts";

/** A deadline that rings later than this tells that it was us who were late, as the real prober has it. */
const stallMs = 50;
const sendTimeoutMs = 15_000;

/** One alert as a receiver got it. `gone`: it wants no more, for good. */
export type Delivery = { channelId: string; message: AlertMessage; atMs: number; answer: "taken" | "failed" | "gone" };

/** How receivers answer while they are troubled; shares of deliveries. */
export type SinkTrouble = { untilMs: number; refusing: number; hanging: number; resetting: number; gone: number };

export type Network = {
  probe: (program: Program, spec: ActiveSpec, locationNo: number) => Promise<ProbeResult>;
  send: (program: Program, channelId: string, message: AlertMessage) => Promise<Receipt>;
  /** Calls back as often as a doorbell arrives: never, once or twice, soon or much later. Whether it was taken. */
  ring: (program: Program, arrive: () => void) => Promise<boolean>;
};

type Options = {
  scheduler: Scheduler;
  random: Random;
  truth: ReadonlyMap<number, readonly Turn[]>;
  sink: SinkTrouble;
  bell: { lostShare: number; refusedShare: number };
  onDelivery: (delivery: Delivery) => void;
};

/** All that leaves a worker: targets that know what is true of them, receivers that answer badly now and then, and doorbells. */
export function createNetwork({ scheduler, random, truth, sink, bell, onDelivery }: Options): Network {
  const travelMs = () => 1 + 40 * random() ** 2;

  return {
    probe: (program, spec, locationNo) =>
      new Promise((resolve) => {
        const startedMs = scheduler.nowMs;
        const end = (afterMs: number, result: (tookMs: number) => ProbeResult) => {
          const dueMs = scheduler.nowMs + afterMs;
          scheduler.after(afterMs, program, 10, () =>
            resolve(scheduler.nowMs - dueMs > stallMs ? stalled : result(scheduler.nowMs - startedMs)),
          );
        };
        const hang = () =>
          end(Math.max(0, startedMs + spec.timeoutMs - scheduler.nowMs), (tookMs) =>
            failure("response_timeout", "It did not answer in time.", tookMs),
          );
        scheduler.after(travelMs(), null, 11, () => {
          const turn = truthAt(truth.get(monitorNoOf(spec)) ?? [], scheduler.nowMs);
          if (turn.health === "hanging" || turn.unreachableFrom.includes(locationNo)) hang();
          else if (turn.health === "down") end(travelMs(), (tookMs) => answer(500, tookMs));
          else end(turn.health === "slow" ? 550 + travelMs() : travelMs(), (tookMs) => answer(200, tookMs));
        });
      }),

    send: (program, channelId, message) =>
      new Promise((resolve) => {
        scheduler.after(travelMs(), null, 12, () => {
          const draw = scheduler.nowMs < sink.untilMs ? random() : 1;
          const isIn = (from: number, share: number) => draw >= from && draw < from + share;
          const { refusing, hanging, resetting, gone } = sink;
          const isReset = isIn(refusing + hanging, resetting);
          const isTaken = isReset || draw >= refusing + hanging + resetting + gone;
          const isGone = !isTaken && draw >= refusing + hanging + resetting;
          onDelivery({ channelId, message, atMs: scheduler.nowMs, answer: isTaken ? "taken" : isGone ? "gone" : "failed" });
          const reply = (receipt: Receipt, afterMs = travelMs()) => scheduler.after(afterMs, program, 13, () => resolve(receipt));
          if (isIn(0, refusing)) reply({ ok: false, permanent: false, code: 503, detail: "busy" });
          else if (isIn(refusing, hanging)) reply({ ok: false, permanent: false, code: null, detail: "no answer" }, sendTimeoutMs);
          else if (isReset) reply({ ok: false, permanent: false, code: null, detail: "connection reset" });
          else if (isGone) reply({ ok: false, permanent: true, code: 410, detail: "gone" });
          else reply({ ok: true, code: 204, detail: "" });
        });
      }),

    ring: (program, arrive) =>
      new Promise((resolve) => {
        const isRefused = random() < bell.refusedShare;
        const times = isRefused || random() < bell.lostShare ? 0 : random() < bell.lostShare ? 2 : 1;
        for (let i = 0; i < times; i++)
          scheduler.after(random() < bell.lostShare ? between(random, 0, 20_000) : travelMs(), null, 14, arrive);
        scheduler.after(isRefused ? 250 : travelMs(), program, 15, () => resolve(!isRefused));
      }),
  };
}

/** Whose target it is. */
export function monitorNoOf(spec: ActiveSpec): number {
  return "url" in spec ? Number(/target-(\d+)/.exec(spec.url)?.[1]) : 0;
}

const stalled: ProbeResult = {
  outcome: "inconclusive",
  reason: "prober_stalled",
  message: "We were late ourselves.",
  totalUs: 0,
  phases: {},
  evidence: {},
};

function answer(status: number, tookMs: number): ProbeResult {
  const totalUs = Math.round(tookMs * 1_000);
  return { outcome: "answered", status, certificateExpiresAtMs: null, assertions: [], totalUs, phases: {}, evidence: {} };
}

function failure(code: "response_timeout", message: string, tookMs: number): ProbeResult {
  return { outcome: "failed", failure: code, message, totalUs: Math.round(tookMs * 1_000), phases: {}, evidence: {} };
}
