import type { Signs } from "@vedette/core/location-health";
import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";

const timeoutMs = 3_000;
const mostTries = 3;

/** No answer that was lost on its way comes sooner: the shortest time after which TCP sends again what was not acknowledged. */
const slowerUs = 200_000;
const remembered = 5;

/**
 * Returns what asks each address. Any answer will do, be it an error: it got through. One that took 200 ms longer than the quickest of the
 * last five may have waited for an uplink that is only just back, and says nothing for the time before: it counts as none. One that we could
 * not ask properly, because we stood still, speaks neither for nor against us: where none has answered they are all asked again, and in the
 * end have failed.
 */
export function createCanaries(
  addresses: readonly string[],
  probe: (spec: ActiveSpec) => Promise<ProbeResult>,
): () => Promise<Signs["canaries"]> {
  const asked = addresses.length;
  const tookUs = addresses.map((): number[] => []);
  return async () => {
    for (let tries = 1; ; tries++) {
      const results = await Promise.all(addresses.map((url) => probe(specOf(url))));
      const said = results.map(({ outcome, totalUs }, i) => {
        if (outcome !== "answered") return outcome;
        const last = tookUs[i] ?? [];
        const isSlow = totalUs > Math.min(...last, totalUs) + slowerUs;
        tookUs[i] = [...last, totalUs].slice(-remembered);
        return isSlow ? "failed" : "answered";
      });
      const failed = said.filter((each) => each === "failed").length;
      if (failed === asked || said.includes("answered")) return { asked, failed };
      if (tries === mostTries) return { asked, failed: asked };
    }
  };
}

function specOf(url: string): ActiveSpec {
  // safe because an HTTP spec is one that is probed
  return MonitorSpec.parse({ kind: "http", url, timeoutMs, maxRedirects: 0, expectedStatus: "100-599" }) as ActiveSpec;
}
