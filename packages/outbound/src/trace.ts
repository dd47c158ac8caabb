import type { Evidence, PhasesUs } from "@vedette/core/probe-result";
import type { X509Certificate } from "node:crypto";
import { isIPv4 } from "node:net";
import type { Hide } from "./redaction.ts";

/** What is learnt on the way, over all hops of one exchange. */
export class Trace {
  readonly phases: Partial<PhasesUs>;
  /** Conditions or a person want to know more than the verdict: protocol, cipher and chain of a connection are kept. */
  readonly wantsDetail: boolean;
  /** A person looks at this very check: its evidence is kept whatever it says. */
  readonly isWatched: boolean;
  #address = "";
  #hasDialledIpv4 = false;
  /** 0 where the protocol has no ports. */
  port = 0;
  certificate: X509Certificate | null = null;
  /** What the server sent along with its own certificate, nearest first. */
  chain: X509Certificate[] = [];
  tls: { protocol: string; cipher: string; trusted: boolean } | null = null;
  readonly redirects: NonNullable<Evidence["redirects"]> = [];
  /**
   * The kind's own part of the evidence, asked for only when it is kept. Set it as soon as there is something to tell. All of it is
   * passed through `hide` afterwards; what is cut to a length wants to be before.
   */
  tell: ((hide: Hide) => Partial<Evidence>) | null = null;
  /** Secrets learnt on the way, such as tokens; those of the spec are hidden anyway. */
  readonly secrets: string[] = [];

  constructor(wantsDetail = false, isWatched = false, phases: Partial<PhasesUs> = {}) {
    this.phases = phases;
    this.wantsDetail = wantsDetail;
    this.isWatched = isWatched;
  }

  /** The literal that was dialled last, empty before. */
  get address(): string {
    return this.#address;
  }
  set address(literal: string) {
    this.#address = literal;
    this.#hasDialledIpv4 ||= isIPv4(literal);
  }

  /** Whether all that was dialled are addresses of IPv6. */
  get isIpv6Only(): boolean {
    return this.#address !== "" && !this.#hasDialledIpv4;
  }

  /** For an exchange that only prepares the one of this trace: its time counts, what it saw does not. */
  aside(): Trace {
    return new Trace(false, false, this.phases);
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
