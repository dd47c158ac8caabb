import type { Evidence, PhasesUs } from "@vedette/core/probe-result";
import type { X509Certificate } from "node:crypto";

/** What is learnt on the way, over all hops of one exchange. */
export class Trace {
  readonly phases: Partial<PhasesUs> = {};
  /** Conditions or a person want to know more than the verdict: protocol, cipher and chain of a connection are kept. */
  readonly wantsDetail: boolean;
  /** The literal that was dialled last, empty before. */
  address = "";
  port = 0;
  certificate: X509Certificate | null = null;
  /** What the server sent along with its own certificate, nearest first. */
  chain: X509Certificate[] = [];
  tls: { protocol: string; cipher: string; trusted: boolean } | null = null;
  readonly redirects: { status: number; location: string }[] = [];
  /** The kind's own part of the evidence, asked for only when it is kept. Set it as soon as there is something to tell. */
  tell: (() => Partial<Evidence>) | null = null;

  constructor(wantsDetail = false) {
    this.wantsDetail = wantsDetail;
  }

  add(phase: keyof PhasesUs, fromMs: number, toMs: number): void {
    this.phases[phase] = (this.phases[phase] ?? 0) + Math.round((toMs - fromMs) * 1_000);
  }

  /** Runs a phase and adds what it took, whether it succeeded or not. */
  async time<T>(phase: keyof PhasesUs, run: () => Promise<T>): Promise<T> {
    const startedAtMs = performance.now();
    const outcome = await run();
    this.add(phase, startedAtMs, performance.now());
    return outcome;
  }
}
