import type { Signs } from "@vedette/core/location-health";
import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";

const timeoutMs = 3_000;

/** Asks each address once. Any answer will do, be it an error: it got through. One that we could not ask properly did not fail. */
export async function askCanaries(
  addresses: readonly string[],
  probe: (spec: ActiveSpec) => Promise<ProbeResult>,
): Promise<Signs["canaries"]> {
  const results = await Promise.all(addresses.map((url) => probe(specOf(url))));
  return { asked: results.length, failed: results.filter((result) => result.outcome === "failed").length };
}

function specOf(url: string): ActiveSpec {
  // safe because an HTTP spec is one that is probed
  return MonitorSpec.parse({ kind: "http", url, timeoutMs, maxRedirects: 0, expectedStatus: "100-599" }) as ActiveSpec;
}
