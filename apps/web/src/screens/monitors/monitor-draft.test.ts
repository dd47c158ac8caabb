import { expect, it } from "vitest";
import { type MonitorDraft, costOf, draftOf, emptyDraft, defaultTimeoutSeconds, readDraft } from "./monitor-draft.ts";

const draft = (change: Partial<MonitorDraft>): MonitorDraft => ({ ...emptyDraft, url: "https://example.com/health", ...change });
const errorsOf = (change: Partial<MonitorDraft>) => {
  const reading = readDraft(draft(change));
  return reading.ok ? {} : reading.errors;
};

it("needs nothing but an address", () => {
  expect(readDraft(draft({}))).toMatchObject({
    ok: true,
    input: { name: "example.com/health", intervalMs: 60_000, spec: { timeoutMs: 10_000, method: "GET" } },
  });
});

it.each([
  [{ url: "example.com" }, "spec.url"],
  [{ url: "" }, "spec.url"],
  [{ every: "0" }, "intervalMs"],
  [{ every: "-5" }, "intervalMs"],
  [{ every: "often" }, "intervalMs"],
  [{ every: "" }, "intervalMs"],
  [{ every: "2", everyUnit: "d" }, "intervalMs"],
  [{ every: "5", everyUnit: "s", timeoutSeconds: "6" }, "spec.timeoutMs"],
  [{ expectedStatus: "fine" }, "spec.expectedStatus"],
  [{ slowAfterMs: "soon" }, "spec.slowAfterMs"],
  [{ failuresToOpen: "1.5" }, "policy.failuresToOpen"],
  [{ name: "x".repeat(101) }, "name"],
  [{ tags: ["eu", "x".repeat(51)] }, "tags.1"],
] as const)("blames the right field of %j", (change, field) => {
  expect(Object.keys(errorsOf(change))).toEqual([field]);
});

it("keeps every setting through an edit that changes nothing", () => {
  const reading = readDraft(draft({ every: "90", everyUnit: "s", slowAfterMs: "1500", channels: [], timeoutSeconds: "2.5", tags: ["eu"] }));
  if (!reading.ok) throw new Error("refused");
  const again = readDraft(
    draftOf({
      ...reading.input,
      id: "1",
      compatNumber: 1,
      slug: "example",
      target: "https://example.com/",
      pausedAtMs: null,
      deletedAtMs: null,
      version: 1,
      createdAtMs: 0,
      updatedAtMs: 0,
    }),
  );
  expect(again).toEqual(reading);
});

it("counts the worst case of detection from interval, failures and timeout", () => {
  const reading = readDraft(draft({ failuresToOpen: "3" }));
  expect(reading.ok && costOf(reading.input)).toEqual({ checksPerDay: 1_440, detectionMs: 190_000 });
});

it("lets a timeout that nobody typed follow the interval", () => {
  expect(readDraft(draft({ every: "1", everyUnit: "s" }))).toMatchObject({ ok: true, input: { spec: { timeoutMs: 1_000 } } });
  expect(defaultTimeoutSeconds(draft({ every: "4", everyUnit: "s" }))).toBe("4");
  expect(defaultTimeoutSeconds(draft({ every: "often" }))).toBe("10");
  expect(defaultTimeoutSeconds(draft({ every: "5" }))).toBe("10");
});
