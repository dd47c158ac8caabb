import { expect, it } from "vitest";
import { proposedName } from "./kinds.ts";
import { MonitorInput } from "./monitor.ts";

const input = { name: "API", spec: { kind: "http", url: "https://api.example.com/health" } };
const messageOf = (change: object) => MonitorInput.safeParse({ ...input, ...change }).error?.issues[0]?.message;

it("needs a name and an address, and fills in the rest", () => {
  expect(MonitorInput.parse(input)).toMatchObject({
    intervalMs: 60_000,
    policy: { failuresToOpen: 2, successesToClose: 1 },
    channels: "all",
  });
});

it.each([
  [{ intervalMs: 0 }, /shortest interval is 1 second/],
  [{ intervalMs: -5 }, /shortest interval is 1 second/],
  [{ intervalMs: Number.NaN }, /interval as a number/],
  [{ intervalMs: 1_500.5 }, /whole number/],
  [{ intervalMs: 86_400_001 }, /longest interval is 1 day/],
  [{ name: "" }, /name is empty/],
  [{ name: "   " }, /name is empty/],
  [{ name: "x".repeat(10_000) }, /at most 100 characters/],
  [{ name: "a\u0007b" }, /control character/],
  [{ policy: { failuresToOpen: 0 } }, /At least 1 failure/],
  [{ intervalMs: 5_000 }, /timeout is longer than the interval/],
])("refuses %j", (change, message) => {
  expect(messageOf(change)).toMatch(message);
});

it.each(["🚦", "Zürich ☂ 東京", "👩‍👩‍👧‍👦 family"])("accepts the name %s", (name) => {
  expect(MonitorInput.parse({ ...input, name }).name).toBe(name);
});

it("proposes host and path as the name", () => {
  expect(proposedName(MonitorInput.parse(input).spec)).toBe("api.example.com/health");
  expect(proposedName(MonitorInput.parse({ ...input, spec: { kind: "http", url: "https://example.com" } }).spec)).toBe("example.com");
});
