import { expect, it } from "vitest";
import { type GroupMember, groupVerdict } from "./group-verdict.ts";

const members = (...states: GroupMember["confirmed"][]): GroupMember[] =>
  states.map((confirmed, i) => ({ name: `m${i}`, confirmed, sinceMs: 1_000 * i }));

it.each([
  ["all", 1, ["up", "up"], "up"],
  ["all", 1, ["up", "degraded"], "degraded"],
  ["all", 1, ["up", "degraded", "down"], "down"],
  ["all", 1, ["up", "unknown"], "up"],
  ["any", 1, ["down", "up"], "up"],
  ["any", 1, ["down", "degraded"], "degraded"],
  ["any", 1, ["down", "down"], "down"],
  ["at_least", 2, ["up", "up", "down"], "up"],
  ["at_least", 2, ["up", "degraded", "down"], "degraded"],
  ["at_least", 2, ["up", "down", "down"], "down"],
  ["at_least", 3, ["up", "up", "unknown"], "up"],
] as const)("%s (%i) of %s is %s", (rule, atLeast, states, verdict) => {
  expect(groupVerdict({ rule, atLeast }, members(...states))?.verdict).toBe(verdict);
});

it("says nothing while nothing is known of any member", () => {
  expect(groupVerdict({ rule: "all", atLeast: 1 }, members("unknown", "unknown"))).toBeNull();
  expect(groupVerdict({ rule: "any", atLeast: 1 }, [])).toBeNull();
});

it("names those that are down, then those that are degraded, and how many are needed", () => {
  const verdict = groupVerdict({ rule: "at_least", atLeast: 2 }, members("up", "down", "degraded", "down"));
  expect(verdict).toMatchObject({ sinceMs: 3_000, reason: "Down: m1, m3. Degraded: m2. 1 of 4 up; at least 2 needed." });
  expect(groupVerdict({ rule: "all", atLeast: 1 }, members("up", "down"))?.reason).toBe("Down: m1. 1 of 2 up; at least 2 needed.");
  expect(groupVerdict({ rule: "all", atLeast: 1 }, members("up", "up"))?.reason).toBe("");
  const many = groupVerdict({ rule: "all", atLeast: 1 }, members(...Array.from({ length: 30 }, () => "down" as const)));
  expect(many?.reason).toContain("m9 and 20 more.");
});
