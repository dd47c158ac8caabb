import type { Signs } from "@vedette/core/location-health";
import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";

const timeoutMs = 3_000;
const mostTries = 3;

/**
 * Asks each address. Any answer will do, be it an error: it got through. One that we could not ask properly, because we stood still, speaks
 * neither for nor against us: where none has answered they are all asked again, and in the end have failed.
 */
export async function askCanaries(
  addresses: readonly string[],
  probe: (spec: ActiveSpec) => Promise<ProbeResult>,
): Promise<Signs["canaries"]> {
  const asked = addresses.length;
  for (let tries = 1; ; tries++) {
    const results = await Promise.all(addresses.map((url) => probe(specOf(url))));
    const failed = results.filter((result) => result.outcome === "failed").length;
    if (failed === asked || results.some((result) => result.outcome === "answered")) return { asked, failed };
    if (tries === mostTries) return { asked, failed: asked };
  }
}

function specOf(url: string): ActiveSpec {
  // safe because an HTTP spec is one that is probed
  return MonitorSpec.parse({ kind: "http", url, timeoutMs, maxRedirects: 0, expectedStatus: "100-599" }) as ActiveSpec;
}
