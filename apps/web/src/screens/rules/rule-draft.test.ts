import { ruleKindNames } from "@vedette/core/rule-kinds";
import { describe, expect, it } from "vitest";
import { draftOfRule, newRuleDraft, readRuleDraft, withKind } from "./rule-draft.ts";

const monitorId = "11111111-1111-4111-8111-111111111111";
const latency = { ...newRuleDraft("latency", monitorId), params: { percentile: "99", windowMs: "3600", thresholdMs: "800" } };

it("becomes the rule that was typed, and the same fields again", () => {
  const { data } = readRuleDraft(latency);
  expect(data).toMatchObject({
    kind: "latency",
    scope: { type: "monitor", monitorId },
    params: { percentile: 99, windowMs: 3_600_000, thresholdMs: 800 },
    settings: { severity: "degraded", forMs: 0, noData: "keep" },
  });
  expect(data !== undefined && draftOfRule(data)).toEqual(latency);
});

it("keeps what another kind is asked for as well", () => {
  expect(withKind(latency, "error_rate").params).toMatchObject({ windowMs: "3600", thresholdPercent: "" });
});

describe("what is missing is named at its field", () => {
  it.each(ruleKindNames)("%s", (kind) => {
    const paths = readRuleDraft(newRuleDraft(kind, null)).error?.issues.map((issue) => issue.path.join(".")) ?? [];
    expect(paths.every((path) => path.startsWith("params."))).toBe(true);
    expect(paths.length).toBeGreaterThan(0);
  });
});
