import { kinds } from "@vedette/core/kinds";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { expect, it } from "vitest";
import { edited, rowAbout, rowsOf, textOf, withQuotes } from "./condition-rows.ts";

const { subjects } = kinds.http;
const text = `# what the team agreed on
status in 200..299, 301
latency < 800ms else degraded
header "content-type" contains "json"
json "$.queue['a \\"b\\"'].depth" <= 100 # see the runbook
body matches /ok|fine/i
header "x-note" exists`;

it("takes a text apart into rows and gives back the very same conditions, comments included", () => {
  const rows = rowsOf(text, subjects);
  expect(rows.map((row) => row.type)).toEqual(["text", "condition", "condition", "condition", "text", "condition", "condition"]);
  expect(rows[2]).toMatchObject({
    type: "condition",
    subject: "latency",
    argument: "",
    operator: "<",
    value: "800ms",
    severity: "degraded",
  });
  expect(textOf(rows, subjects)).toBe(text);
  expect(readAssertions(textOf(rows, subjects), subjects)).toEqual(readAssertions(text, subjects));
});

it("gives every line back as it was typed, but for the one that is changed", () => {
  const typed = "latency<0.8s  else   degraded\ntls.expires_in > 2w\nstatus  in 200..299,301";
  const rows = rowsOf(typed, subjects);
  expect(textOf(rows, subjects)).toBe(typed);
  const changed = rows.map((row, i) => (i === 0 && row.type === "condition" ? edited({ ...row, value: "1s" }) : row));
  expect(textOf(changed, subjects)).toBe("latency < 1s else degraded\ntls.expires_in > 2w\nstatus  in 200..299,301");
});

it("keeps a line that cannot be read as it was typed", () => {
  expect(rowsOf("latancy < 5s", subjects)).toEqual([{ type: "text", text: "latancy < 5s" }]);
  expect(rowsOf("", subjects)).toEqual([]);
});

it("quotes what was typed without quotes, and nothing else", () => {
  const row = {
    type: "condition",
    subject: "body",
    argument: "",
    operator: "contains",
    value: "all is well",
    severity: "down",
    typed: null,
  } as const;
  expect(withQuotes(row, subjects)).toEqual({ ...row, value: '"all is well"' });
  const number = { ...row, subject: "status", operator: "==", value: "two hundred" } as const;
  expect(withQuotes(number, subjects)).toEqual(number);
});

it("begins a row about a subject with an operator that the subject has", () => {
  for (const subject of subjects) {
    const row = rowAbout(subject, "down");
    expect(row.type === "condition" && row.operator).toMatch(/==|contains/);
  }
});
