import { describe, expect, it } from "vitest";
import type { Facts, Subject } from "./assertion.ts";
import { type ConditionTools, evaluateCondition } from "./evaluate-condition.ts";
import { readAssertions } from "./read-assertions.ts";

const argument = { label: "", placeholder: "" };
const subjects: readonly Subject[] = [
  { name: "status", type: "number", label: "" },
  { name: "latency", type: "duration", label: "" },
  { name: "size", type: "bytes", label: "" },
  { name: "trusted", type: "boolean", label: "" },
  { name: "banner", type: "text", label: "" },
  { name: "names", type: "texts", label: "" },
  { name: "body", type: "text", label: "" },
  { name: "header", type: "text", label: "", argument },
  { name: "json", type: "json", label: "", argument },
  { name: "metric", type: "number", label: "", argument },
];

/** A path names members, such as `$.a.b`; a list at its end gives each of its items. */
const tools: ConditionTools = {
  matches: ({ source, flags }, text) => new RegExp(source, flags).test(text),
  queryJson: (path, text) => {
    if (!text.startsWith("{")) return "not JSON";
    let value: unknown = JSON.parse(text);
    for (const name of path.split(".").slice(1)) value = (value as Record<string, unknown>)[name]; // safe because the paths below exist
    return Array.isArray(value) && path.endsWith("each") ? value : value === undefined ? [] : [value];
  },
};

const facts: Facts = {
  values: { status: 200, latency: 1_234, size: 61, trusted: true, banner: "SSH-2.0", names: ["a", "b"], 'metric "up"': 1 },
  headers: [
    ["vary", "a"],
    ["vary", "b"],
  ],
  body: '{"n": 5, "text": "12", "gone": null, "list": ["a", 1], "each": [3, 9], "of": {"n": 1}, "none": []}',
};

const find = (text: string, of: Facts = facts) => {
  const [condition] = readAssertions(text, subjects).conditions;
  if (condition === undefined) throw new Error(`${text} is no condition`);
  return evaluateCondition(condition, of, tools);
};

describe("a condition holds or not, at its edges too:", () => {
  it.each([
    ["status == 200", true],
    ["status == 201", false],
    ["status != 200", false],
    ["status != 201", true],
    ["status < 200", false],
    ["status < 201", true],
    ["status <= 200", true],
    ["status <= 199", false],
    ["status > 200", false],
    ["status > 199", true],
    ["status >= 200", true],
    ["status >= 201", false],
    ["status in 201, 300..400", false],
    ["status in 201, 200", true],
    ["status in 200..201", true],
    ["status in 199..200", true],
    ["status in 198..199", false],
    ["status in 201..202", false],
    ["status not in 100..199", true],
    ["status not in 300, 200", false],
    ["status exists", true],
    ["status does not exist", false],
    ["names == [b, a]", true],
    ["names == [a, b, a]", true],
    ["names == [a]", false],
    ["names == [a, b, c]", false],
    ["names == [a, c]", false],
    ["names != [a]", true],
    ["names != [b, a]", false],
    ["names contains a", true],
    ["names contains c", false],
    ["names does not contain c", true],
    ["names does not contain a", false],
    ['banner contains "2.0"', true],
    ['banner does not contain "2.0"', false],
    ['banner does not contain "3.0"', true],
    ['banner starts with "SSH"', true],
    ['banner starts with "2.0"', false],
    ['banner ends with "2.0"', true],
    ['banner ends with "SSH"', false],
    ["banner matches /^ssh/i", true],
    ["banner matches /^ssh/", false],
    ["banner does not match /^ssh/", true],
    ["banner does not match /^ssh/i", false],
    ['body contains "gone"', true],
    ['body contains "here"', false],
    ['header "Vary" == "a, b"', true],
    ['metric "up" == 1', true],
    ['metric "down" exists', false],
    ['json "$.n" == 5', true],
    ['json "$.n" == "5"', false],
    ['json "$.n" matches /5/', false],
    ['json "$.n" in 1..5', true],
    ['json "$.n" in 6..9', false],
    ['json "$.text" contains "1"', true],
    ['json "$.gone" == null', true],
    ['json "$.gone" in 1, null', true],
    ['json "$.list" contains 1', true],
    ['json "$.each" > 2', true],
    ['json "$.each" > 3', false],
    ['json "$.each" < 9', false],
  ])("%s: %s", (text, ok) => {
    expect(find(text).ok).toBe(ok);
  });

  it.each(["<", "<=", ">", ">="])("json %s a number is fulfilled by numbers alone", (operator) => {
    for (const path of ["$.text", "$.list", "$.gone", "$.of"]) {
      expect(find(`json "${path}" ${operator} 12`).ok).toBe(false);
      expect(find(`json "${path}" ${operator} 0`).ok).toBe(false);
    }
    expect(find('json "$.text" in 1..20').ok).toBe(false);
  });

  it.each(["starts with", "ends with", "matches", "does not match", "contains", "does not contain"])(
    "what is neither text nor list fulfils no %s",
    (operator) => {
      const value = operator.includes("match") ? "/zz/" : '"zz"';
      for (const path of ["$.n", "$.gone", "$.of"]) expect(find(`json "${path}" ${operator} ${value}`).ok).toBe(false);
    },
  );
});

it("a subject that is not there fulfils nothing but its absence", () => {
  for (const subject of ["status", "latency", "names", "body", 'header "x"', 'json "$.n"', 'metric "up"']) {
    expect(find(`${subject} does not exist`, { values: { status: null } })).toEqual({ ok: true, actual: "nothing" });
    expect(find(`${subject} exists`, { values: {} })).toEqual({ ok: false, actual: "nothing" });
  }
  expect(find('header "accept" exists').ok).toBe(false);
  expect(find('json "$.none.each" exists', { values: {}, body: '{"none": {"each": []}}' }).ok).toBe(false);
  expect(find('json "$.n" does not exist', { values: {}, body: "<html>" })).toEqual({ ok: false, actual: "not JSON" });
});

describe("says what was there, as a person writes it:", () => {
  it.each([
    ["status == 1", "200"],
    ["size == 1B", "61B"],
    ["trusted == false", "true"],
    ["banner == x", '"SSH-2.0"'],
    ["names == [x]", "[a, b]"],
    ['json "$.of" == 1', "an object"],
    ['json "$.gone" == 1', "null"],
    ['json "$.list" == 1', "a list of 2"],
    ['json "$.each" > 4', "3"],
    ['json "$.each" > 2', "3"],
  ])("%s finds %s", (text, actual) => {
    expect(find(text).actual).toBe(actual);
  });

  it.each([
    [0, "0ms"],
    [999, "999ms"],
    [1_000, "1s"],
    [1_234, "1.2s"],
    [-90_000, "-1.5min"],
    [3_600_000, "1h"],
    [20 * 86_400_000, "20d"],
  ])("%d ms as %s", (latency, actual) => {
    expect(find("latency == 7ms", { values: { latency } }).actual).toBe(actual);
  });

  it("never in more than 200 characters", () => {
    const long = "x".repeat(500);
    expect(find("banner == x", { values: { banner: long } }).actual).toBe(`"${"x".repeat(199)}`);
    expect(find("names == [x]", { values: { names: [long] } }).actual).toBe(`[${"x".repeat(198)}]`);
    const names = Array.from({ length: 300 }, () => "");
    expect(find("names == [x]", { values: { names } }).actual).toHaveLength(200);
  });
});
