import { HttpSpec } from "@vedette/core/kinds/http";
import type { ProbeResult } from "@vedette/core/probe-result";
import type { OutboundDeps } from "../src/outbound-deps.ts";
import { probe } from "../src/probe.ts";

/** An instance that may watch its own machine, as a single organisation's does. */
export const localDeps: OutboundDeps = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now };

/** An instance whose sign-up is open. */
export const publicDeps: OutboundDeps = { ...localDeps, policy: { privateAllowed: false, ownEndpoints: [] } };

export const never = new AbortController().signal;

type HttpSpecInput = Exclude<Parameters<typeof HttpSpec.parse>[0], never>;
type SpecInput = Partial<Omit<HttpSpecInput, "kind" | "url">>;

/** Checks an address with defaults and a timeout of 2 s. */
export async function check(url: string, spec: SpecInput = {}, deps: OutboundDeps = localDeps, signal = never): Promise<ProbeResult> {
  return await probe(HttpSpec.parse({ kind: "http", url, timeoutMs: 2_000, ...spec }), deps, signal);
}

/** What a result comes down to: the status, or the code of the failure. */
export function gist(result: ProbeResult): number | string {
  if (result.outcome === "answered") return result.status ?? "answered";
  return result.outcome === "failed" ? result.failure : result.reason;
}

/** For tests whose subject is time: on a machine that is busy with other things, a check may rightly say that it was us who stood still. */
export const timed = { retry: 3 };

/**
 * Runs a check again while the answer is that we stood still ourselves: on a machine that is busy with other things that is the truth,
 * and says nothing about what is tested.
 */
export async function conclusive(run: () => Promise<ProbeResult>): Promise<ProbeResult> {
  for (let tries = 1; ; tries++) {
    const result = await run();
    if (result.outcome !== "inconclusive" || result.reason !== "prober_stalled" || tries === 20) return result;
  }
}
