import type { ProbeResult } from "@vedette/core/probe-result";
import { expect, it } from "vitest";
import { askCanaries } from "./ask-canaries.ts";

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
  expect(await askCanaries(addresses, probe)).toEqual({ asked: 2, failed });
  expect(asked).toBe(2 * tries);
});
