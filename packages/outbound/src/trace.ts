import type { PhasesUs } from "@vedette/core/probe-result";
import type { X509Certificate } from "node:crypto";

/** What is learnt on the way, over all hops of one exchange. */
export class Trace {
  readonly phases: Partial<PhasesUs> = {};
  /** The literal that was dialled last, empty before. */
  address = "";
  port = 0;
  certificate: X509Certificate | null = null;
  readonly redirects: { status: number; location: string }[] = [];

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
