import type { ProbeResult } from "@vedette/core/probe-result";
import { expect, it } from "vitest";
import { createCanaries } from "./create-canaries.ts";

const addresses = ["http://a.example/", "http://b.example/"];
const rest = { totalUs: 1, phases: {}, evidence: {} };
const results: Record<string, ProbeResult> = {
  answered: { ...rest, outcome: "answered", status: 503, certificateExpiresAtMs: null, assertions: [] },
  failed: { ...rest, outcome: "failed", failure: "connect_timeout", message: "" },
  stalled: { ...rest, outcome: "inconclusive", reason: "prober_stalled", message: "" },
};

it.each([
  { says: "answered failed", failed: 1, tries: 1 },
  { says: "failed failed", failed: 2, tries: 1 },
  { says: "stalled answered", failed: 0, tries: 1 },
  // Whoever stood still while he asked has not heard that all is well.
  { says: "stalled failed stalled answered", failed: 0, tries: 2 },
  { says: "stalled stalled failed failed", failed: 2, tries: 2 },
  { says: "stalled stalled stalled stalled stalled stalled", failed: 2, tries: 3 },
])("of two canaries that are $says one after the other, $failed have failed", async ({ says, failed, tries }) => {
  let asked = 0;
  const probe = async () => results[says.split(" ")[asked++] ?? ""] ?? expect.unreachable();
  expect(await createCanaries(addresses, probe)("ipv4")).toEqual({ asked: 2, failed });
  expect(asked).toBe(2 * tries);
});

it("does not hear that all is well from one that took long, until that is what it usually takes", async () => {
  const took = [30, 20, 219, 221, 221, 230, 230, 240, 450];
  let asked = 0;
  const ask = createCanaries(["http://a.example/"], async () => ({
    ...(results["answered"] ?? expect.unreachable()),
    totalUs: (took[asked++] ?? 0) * 1_000,
  }));
  const failed: number[] = [];
  for (const _ of took) failed.push((await ask("ipv4")).failed);
  expect(failed).toEqual([0, 0, 0, 1, 1, 1, 1, 0, 1]);
});

it("asks each canary in the way that it has", async () => {
  const noAddress = { ...rest, outcome: "failed", failure: "dns_not_found", message: "" } as const;
  const asked: string[] = [];
  let hasIpv6 = false;
  const ask = createCanaries(["http://192.0.2.1/", "http://[2001:db8::1]/", "http://a.example/"], async (spec) => {
    const { url, family } = spec as { url: string; family: string }; // safe because canaries are asked by HTTP
    asked.push(`${family} ${new URL(url).hostname}`);
    return (url.includes("a.example") && !hasIpv6 ? noAddress : results["answered"]) ?? expect.unreachable();
  });
  // A name without an address of that family cannot be asked there; one whose name is not found at all is a failure to find names.
  expect(await ask("ipv4")).toEqual({ asked: 1, failed: 0 });
  expect(await ask("ipv6")).toEqual({ asked: 1, failed: 0 });
  expect(await ask("names")).toEqual({ asked: 1, failed: 1 });
  expect(asked).toEqual(["ipv4 192.0.2.1", "ipv4 a.example", "ipv6 [2001:db8::1]", "ipv6 a.example", "any a.example"]);
  hasIpv6 = true;
  expect(await ask("ipv6")).toEqual({ asked: 2, failed: 0 });
  hasIpv6 = false;
  expect(await ask("ipv6")).toEqual({ asked: 2, failed: 1 });
});
