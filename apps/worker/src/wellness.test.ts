import type { UnwellReason, Way } from "@vedette/core/location-health";
import type { ObservedResult } from "@vedette/engine/observe";
import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { createWellness } from "./wellness.ts";

const result = (monitorNo: number, verdict: "up" | "down", totalUs = 1): ObservedResult => ({
  batchId: "1",
  intervalMs: 60_000,
  monitorNo,
  locationNo: 1,
  dueMs: 1_000,
  lateMs: 0,
  verdict,
  code: verdict === "up" ? null : "connect_refused",
  reason: "",
  status: null,
  totalUs,
  phases: {},
  certificateExpiresAtMs: null,
  evidence: null,
  look: null,
});

async function startPlace(
  options: { canaries?: (way: Way) => { asked: number; failed: number }; others?: { shared: number; up: number } | Error } = {},
) {
  const asked: number[] = [];
  const declared: UnwellReason[] = [];
  const wellness = createWellness({
    canaryCount: options.canaries?.("ipv4").asked ?? 0,
    askCanaries: async (way) => {
      asked.push(performance.now());
      return options.canaries?.(way) ?? { asked: 0, failed: 0 };
    },
    seenElsewhere: async () => {
      if (options.others instanceof Error) throw options.others;
      return options.others ?? { shared: 0, up: 0 };
    },
    declare: async (reason) => void declared.push(reason),
    log: pino({ level: "silent" }),
  });
  onTestFinished(wellness.stop);
  // It asks by itself when it starts.
  if (options.canaries !== undefined) await vi.waitFor(() => expect(asked).toHaveLength(1));
  return { wellness, asked, declared };
}

it("lets good checks pass at once and asks nobody", async () => {
  const { wellness, asked } = await startPlace({ canaries: () => ({ asked: 1, failed: 0 }) });
  const good = result(1, "up");
  expect(wellness.judge(good)).toBe(good);
  expect(asked).toHaveLength(1);
});

it("lets bad checks pass at once where nothing speaks against the place", async () => {
  const { wellness } = await startPlace();
  const bad = result(1, "down");
  expect(wellness.judge(bad)).toBe(bad);
});

it("answers every bad check by a question that is younger than it, and asks once a second however many there are", async () => {
  let failed = 0;
  const { wellness, asked, declared } = await startPlace({ canaries: () => ({ asked: 1, failed }) });
  expect((await wellness.judge(result(1, "down"))).verdict).toBe("down");
  // The uplink is cut right after the answer.
  failed = 1;
  const later = await Promise.all(Array.from({ length: 50 }, async (_, i) => await wellness.judge(result(i, "down"))));
  expect(new Set(later.map((each) => each.verdict))).toEqual(new Set(["inconclusive"]));
  expect(later[0]).toMatchObject({ code: "location_unwell", reason: expect.stringContaining("none of its canaries answers") });
  expect(asked).toHaveLength(3);
  expect((asked[2] ?? 0) - (asked[1] ?? 0)).toBeGreaterThanOrEqual(990);
  expect(declared).toEqual(["canaries"]);
});

it("says nothing of a target by a check that began before the place was known to be well, however late it ends", async () => {
  let failed = 1;
  const { wellness, asked } = await startPlace({ canaries: () => ({ asked: 1, failed }) });
  failed = 0;
  // Nothing fails meanwhile: it asks on by itself.
  await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 3_000 });
  expect(await wellness.judge(result(1, "down", 30_000_000))).toMatchObject({ verdict: "inconclusive", code: "location_unwell" });
  expect((await wellness.judge(result(1, "down"))).verdict).toBe("down");
  expect(asked).toHaveLength(4);
});

it.each([
  { lost: "ipv6", code: "connect_timeout", evidence: { address: "[2001:db8::1]:443", ipv6Only: true }, why: "over IPv6" },
  { lost: "names", code: "dns_timeout", evidence: {}, why: "the name of none of its canaries" },
] as const)(
  "says nothing of a target that it cannot reach for want of $lost, and goes on with the others",
  async ({ lost, why, ...failure }) => {
    let isLost = true;
    const { wellness, declared } = await startPlace({ canaries: (way) => ({ asked: 2, failed: isLost && way === lost ? 2 : 0 }) });
    const failing = { ...result(1, "down"), ...failure };
    expect(await wellness.judge(failing)).toMatchObject({ verdict: "inconclusive", reason: expect.stringContaining(why) });
    expect((await wellness.judge(result(2, "down"))).verdict).toBe("down");
    expect(new Set(declared)).toEqual(new Set([lost === "ipv6" ? "canaries_ipv6" : "canary_names"]));
    isLost = false;
    await vi.waitFor(async () => expect((await wellness.judge(failing)).verdict).toBe("down"), { timeout: 5_000 });
  },
);

it("does not trust itself alone against what others see, unless they cannot be asked", async () => {
  for (const { others, verdict } of [
    { others: { shared: 20, up: 18 }, verdict: "inconclusive" },
    { others: { shared: 20, up: 2 }, verdict: "down" },
    { others: new Error("the database is away"), verdict: "down" },
  ]) {
    const { wellness } = await startPlace({ others });
    const judged = await Promise.all(Array.from({ length: 20 }, async (_, i) => await wellness.judge(result(i, "down"))));
    expect(judged.at(-1)?.verdict).toBe(verdict);
  }
});
