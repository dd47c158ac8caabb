import { expect, it } from "vitest";
import { CorrectionInput } from "./correction.ts";

const dayMs = 86_400_000;
const correction = { kind: "excluded", fromMs: 0, untilMs: 366 * dayMs, reason: " Our own firewall.\n" } as const;

it("takes a stretch of up to 366 days and trims its reason", () => {
  expect(CorrectionInput.parse(correction)).toEqual({ ...correction, reason: "Our own firewall." });
});

it.each([
  [{ fromMs: 10, untilMs: 10 }, "untilMs", /not after the beginning/],
  [{ fromMs: 11, untilMs: 10 }, "untilMs", /not after the beginning/],
  [{ untilMs: 366 * dayMs + 1 }, "untilMs", /at most 366 days. Make several/],
  [{ reason: " \n " }, "reason", /Say why/],
  [{ reason: "x".repeat(501) }, "reason", /at most 500/],
])("refuses %j and says what to do", (part, field, words) => {
  const issue = CorrectionInput.safeParse({ ...correction, ...part }).error?.issues[0];
  expect([issue?.path.join("."), issue?.message]).toEqual([field, expect.stringMatching(words)]);
});
