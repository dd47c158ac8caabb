import type { MonitorSpec } from "@vedette/core/monitor";
import type { ProbeResult } from "@vedette/core/probe-result";
import type { OutboundDeps } from "./outbound-deps.ts";
import { probeHttp } from "./probe-http.ts";

/**
 * One check of any kind. Never throws and never rejects: a bug of ours that one target happens to meet is an inconclusive result of
 * that target, and must not take the batch's other checks with it. Ends early, as `shutting_down`, when `signal` is aborted.
 */
export async function probe(spec: MonitorSpec, deps: OutboundDeps, signal: AbortSignal): Promise<ProbeResult> {
  try {
    return await probeHttp(spec, deps, signal);
  } catch (error) {
    const detail = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 200);
    const evidence = { request: { method: spec.method, url: spec.url.slice(0, 2_000) }, detail };
    return {
      outcome: "inconclusive",
      reason: "prober_error",
      message: "Vedette failed to run this check. This is a bug of Vedette.",
      totalUs: 0,
      phases: {},
      evidence,
    };
  }
}
