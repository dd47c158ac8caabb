import type { Signs, Way } from "@vedette/core/location-health";
import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";

const timeoutMs = 3_000;
const mostTries = 3;

/** No answer that was lost on its way comes sooner: the shortest time after which TCP sends again what was not acknowledged. */
const slowerUs = 200_000;
const remembered = 5;

/** `has`: it was seen to answer in this way. `tookUs`: the last few times. */
type Canary = { url: string; has: boolean; tookUs: number[] };

/**
 * Returns what asks each address in one way: by IPv4, by IPv6, or, where it is a name, by whatever family that has. Any answer will do, be
 * it an error: it got through. One that took 200 ms longer than the quickest of the last five may have waited for an uplink that is only just
 * back, and says nothing for the time before: it counts as none. One that we could not ask properly, because we stood still, speaks neither
 * for nor against us: where none has answered they are all asked again, and in the end have failed. One that never had an address of that
 * family is not counted.
 */
export function createCanaries(
  addresses: readonly string[],
  probe: (spec: ActiveSpec) => Promise<ProbeResult>,
): (way: Way) => Promise<Signs["canaries"]> {
  const of = (way: Way) => addresses.filter((url) => isOpen(url, way)).map((url): Canary => ({ url, has: false, tookUs: [] }));
  const canaries: Record<Way, Canary[]> = { ipv4: of("ipv4"), ipv6: of("ipv6"), names: of("names") };
  return async (way) => {
    for (let tries = 1; ; tries++) {
      const said = await Promise.all(canaries[way].map(async (canary) => heard(canary, way, await probe(specOf(canary.url, way)))));
      const asked = said.filter((each) => each !== "absent").length;
      const failed = said.filter((each) => each === "failed").length;
      if (failed === asked || said.includes("answered")) return { asked, failed };
      if (tries === mostTries) return { asked, failed: asked };
    }
  };
}

function heard(canary: Canary, way: Way, result: ProbeResult): "answered" | "failed" | "inconclusive" | "absent" {
  const { outcome, totalUs } = result;
  const isAbsent = way !== "names" && !canary.has;
  if (outcome === "failed") return isAbsent && result.failure === "dns_not_found" ? "absent" : "failed";
  if (outcome === "inconclusive") return outcome;
  const isSlow = totalUs > Math.min(...canary.tookUs, totalUs) + slowerUs;
  canary.tookUs = [...canary.tookUs, totalUs].slice(-remembered);
  canary.has = true;
  return isSlow ? "failed" : "answered";
}

/** A literal is of one family and needs no name. The parser of URLs writes IPv6 in brackets, and whatever is a number as IPv4. */
function isOpen(url: string, way: Way): boolean {
  const { hostname } = new URL(url);
  if (hostname.startsWith("[")) return way === "ipv6";
  return /^[\d.]+$/.test(hostname) ? way === "ipv4" : true;
}

function specOf(url: string, way: Way): ActiveSpec {
  // safe because an HTTP spec is one that is probed
  const family = way === "names" ? "any" : way;
  return MonitorSpec.parse({ kind: "http", url, family, timeoutMs, maxRedirects: 0, expectedStatus: "100-599" }) as ActiveSpec;
}
