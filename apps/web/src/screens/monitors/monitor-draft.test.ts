import { readSpec } from "@vedette/core/stored-spec";
import { expect, it } from "vitest";
import type { FormField } from "@vedette/core/form-fields";
import { kinds } from "@vedette/core/kinds";
import { proposeSpecs } from "@vedette/core/propose-specs";
import type { MonitorKind } from "@vedette/core/monitor-spec";
import { type MonitorDraft, costOf, defaultTimeoutSeconds, draftOf, newDraft, readDraft, withProposal, withSpec } from "./monitor-draft.ts";
import { type DraftValue, type SpecDraft, draftFrom, emptyItem, fieldsOf } from "./spec-draft.ts";

const base = newDraft("http", { url: "https://example.com/health" });
type Change = Omit<Partial<MonitorDraft>, "spec"> & { spec?: SpecDraft };
const draft = ({ spec, ...change }: Change): MonitorDraft => ({ ...base, ...change, spec: { ...base.spec, ...spec } });
const errorsOf = (change: Change) => {
  const reading = readDraft(draft(change));
  return reading.ok ? {} : reading.errors;
};

const ofRow = {
  id: "1",
  compatNumber: 1,
  slug: "example",
  target: "https://example.com/",
  pausedAtMs: null,
  deletedAtMs: null,
  version: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
};

it("needs nothing but an address", () => {
  expect(readDraft(draft({}))).toMatchObject({
    ok: true,
    input: { name: "example.com/health", intervalMs: 60_000, spec: { timeoutMs: 10_000, method: "GET" } },
  });
});

it.each([
  [{ spec: { url: "example.com" } }, "spec.url"],
  [{ spec: { url: "" } }, "spec.url"],
  [{ every: "0" }, "intervalMs"],
  [{ every: "-5" }, "intervalMs"],
  [{ every: "often" }, "intervalMs"],
  [{ every: "" }, "intervalMs"],
  [{ every: "2", everyUnit: "d" }, "intervalMs"],
  [{ every: "5", everyUnit: "s", spec: { timeoutMs: "6" } }, "spec.timeoutMs"],
  [{ spec: { expectedStatus: "fine" } }, "spec.expectedStatus"],
  [{ spec: { slowAfterMs: "soon" } }, "spec.slowAfterMs"],
  [{ failuresToOpen: "1.5" }, "policy.failuresToOpen"],
  [{ name: "x".repeat(101) }, "name"],
  [{ tags: ["eu", "x".repeat(51)] }, "tags.1"],
] as const)("blames the right field of %j", (change, field) => {
  expect(Object.keys(errorsOf(change))).toEqual([field]);
});

it("keeps every setting through an edit that changes nothing", () => {
  const reading = readDraft(
    draft({
      every: "90",
      everyUnit: "s",
      channels: [],
      tags: ["eu"],
      spec: {
        slowAfterMs: "1500",
        timeoutMs: "2.5",
        headers: [{ name: "x-key", value: "{{key}}" }],
        secrets: [{ name: "key", value: "s3cret" }],
        auth: { type: "basic", user: "ops", password: "hunter2" },
        tls: { verify: false, serverName: "", authorities: "", certificate: "", key: "" },
      },
    }),
  );
  if (!reading.ok) throw new Error("refused");
  const again = readDraft(draftOf({ ...reading.input, ...ofRow }, "http"));
  expect(again).toEqual(reading);
});

it("shows of settings that cannot be read what can be, and drops what it does not know", () => {
  const stored = { kind: "http", url: "https://example.com/", timeoutMs: "long", retries: 3, headers: "none", expectedStatus: "204" };
  const reading = readDraft(base);
  if (!reading.ok) throw new Error("refused");
  const draft = draftOf({ ...reading.input, ...ofRow, spec: readSpec("http", stored) }, "http");
  expect(draft.spec).toMatchObject({ url: "https://example.com/", headers: [], expectedStatus: "204" });
  expect(readDraft(draft)).toMatchObject({ ok: true, input: { spec: { expectedStatus: "204" } } });
});

it("counts the worst case of detection from interval, failures and timeout", () => {
  const reading = readDraft(draft({ failuresToOpen: "3" }));
  expect(reading.ok && costOf(reading.input)).toEqual({ checksPerDay: 1_440, detectionMs: 130_000 });
});

it("lets a timeout that nobody typed follow the interval", () => {
  expect(readDraft(draft({ every: "1", everyUnit: "s" }))).toMatchObject({ ok: true, input: { spec: { timeoutMs: 1_000 } } });
  expect(defaultTimeoutSeconds(draft({ every: "4", everyUnit: "s" }))).toBe("4");
  expect(defaultTimeoutSeconds(draft({ every: "often" }))).toBe("10");
  expect(defaultTimeoutSeconds(draft({ every: "5" }))).toBe("10");
});

it.each(Object.keys(kinds) as MonitorKind[])(
  "has a form for %s whose empty fields name what is missing, and nothing it does not show",
  (kind) => {
    const reading = readDraft(withSpec(base, kind, {}));
    const fields = reading.ok ? [] : Object.keys(reading.errors);
    const shown = Object.keys(withSpec(base, kind, {}).spec);
    for (const field of fields) expect(shown).toContain(field.split(".")[1]);
  },
);

it("checks a domain once a day unless an interval was typed", () => {
  expect(withSpec(base, "domain", {})).toMatchObject({ every: "1", everyUnit: "d" });
  expect(withSpec(withSpec(base, "domain", {}), "http", {})).toMatchObject({ every: "1", everyUnit: "min" });
  expect(withSpec({ ...base, every: "5" }, "domain", {})).toMatchObject({ every: "5", everyUnit: "min" });
});

it("keeps what was typed beside an address when the address changes, and nothing that the old one said", () => {
  const proposalOf = (text: string) => proposeSpecs(text).proposals[0] ?? null;
  const [command, address] = [proposalOf("curl -u ann:s3cret -d a=1 https://one.example/x"), proposalOf("https://two.example/y")];
  if (command === null || address === null) throw new Error("Both are addresses.");
  const first = withProposal(newDraft("http"), null, command);
  expect(first.spec).toMatchObject({ method: "POST", auth: { password: "s3cret" } });
  const typed = { ...first, spec: { ...first.spec, expectedStatus: "201", assertions: "latency < 1s" } };
  expect(withProposal(typed, command, address).spec).toEqual({
    ...newDraft("http", { url: "https://two.example/y" }).spec,
    expectedStatus: "201",
    assertions: "latency < 1s",
  });
});

const amiss = ["abc", "", " ", "-1", "0", "1.5", "99999999999", "x".repeat(60_000), "a\u0000b", "a\nb", "{{nope}}", "é", "<script>"];

it.each(Object.keys(kinds) as MonitorKind[])("answers whatever is typed into any field of %s with a sentence of its own", (kind) => {
  const problemsOf = (spec: SpecDraft) => {
    const reading = readDraft({ ...newDraft(kind), spec });
    return reading.ok ? [] : Object.entries(reading.errors);
  };
  const drafts = draftsOf(fieldsOf(kind), newDraft(kind).spec);
  for (const [path, sentence] of drafts.flatMap(problemsOf))
    expect(sentence, path).toMatch(/^(?!Invalid |Too |Unrecognized |Expected )[^]*[.?]$/);
});

/** A draft for every field, however deep it stands, with every value in it that is amiss. */
function draftsOf(fields: readonly FormField[], base: SpecDraft): SpecDraft[] {
  return fields.flatMap(({ key, control }) => {
    const within = (items: readonly DraftValue[]) => items.map((item) => ({ ...base, [key]: item }));
    switch (control.type) {
      case "text":
      case "number":
        return within(amiss);
      case "group":
        return within(draftsOf(control.fields, draftFrom(control.fields, {})));
      case "union":
        return control.options.flatMap(({ value, fields: own }) => within(draftsOf(own, { ...emptyItem(own), [control.by]: value })));
      case "list": {
        if (control.fields === null) return within([...amiss, "a.b\n".repeat(600)]);
        const item = emptyItem(control.fields);
        return within([Array<SpecDraft>(60).fill(item), ...draftsOf(control.fields, item).map((each) => [each])]);
      }
      case "switch":
      case "choice":
        return [];
    }
  });
}
