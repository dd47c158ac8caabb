import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertValues, alertFields, fillTemplate, templateProblem } from "./alert-template.ts";

const values = Object.fromEntries(Object.keys(alertFields).map((name) => [name, `<${name}>`])) as AlertValues; // safe because it has every name

it("puts every field in, however it is spaced, and leaves all else as it is", () => {
  for (const name of Object.keys(alertFields)) expect(fillTemplate(`a {{ ${name} }} b`, values)).toBe(`a <${name}> b`);
  expect(fillTemplate("{ } {{}} {{nothing}}", values)).toBe("{ } {{}} {{nothing}}");
});

describe("a template with", () => {
  it.each([
    ["{{monitor.nmae}}", "Line 1, column 1: there is no field {{monitor.nmae}}."],
    ["one\ntwo {{ x }}", "Line 2, column 5: there is no field {{x}}."],
    ["{{headline}} {{constructor}}", "Line 1, column 14: there is no field {{constructor}}."],
    ["{{headline", "Line 1, column 1: {{ is not closed by }}."],
    ["{{headline}} and {{", "Line 1, column 18: {{ is not closed by }}."],
  ])("%j is refused by its place", (text, sentence) => expect(templateProblem(text)).toContain(sentence));

  it.each(["", "plain", "{{headline}}", "{ {headline}", "}} {{id}}"])("%j is fine", (text) => expect(templateProblem(text)).toBeNull());
});

it("never reads as a template what a field holds", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const evil = { ...values, headline: `{{incident.url}}${text}$&{{headline}}` };
      expect(fillTemplate("[{{headline}}]", evil)).toBe(`[${evil.headline}]`);
    }),
  );
});

it("leaves JSON whole, whatever a field holds", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const filled = fillTemplate(`{"a": "{{headline}}"}`, { ...values, headline: text }, (value) => JSON.stringify(value).slice(1, -1));
      expect(JSON.parse(filled)).toEqual({ a: text });
    }),
  );
});
