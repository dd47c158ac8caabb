import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Subject, SubjectType } from "./assertion.ts";
import { assertionsField } from "./assertions-field.ts";
import { type Condition, operatorsOf } from "./condition.ts";
import { readAssertions } from "./read-assertions.ts";
import { writeAssertion } from "./write-assertion.ts";

const subjects: readonly Subject[] = [
  { name: "status", type: "number", label: "" },
  { name: "latency", type: "duration", label: "" },
  { name: "tls.expires_in", type: "duration", label: "" },
  { name: "tls.trusted", type: "boolean", label: "" },
  { name: "body.size", type: "bytes", label: "", needsBody: true },
  { name: "body", type: "text", label: "", needsBody: true },
  { name: "header", type: "text", label: "", argument: { label: "Name", placeholder: "content-type" } },
  { name: "json", type: "json", label: "", argument: { label: "JSONPath", placeholder: "$.queue.depth" } },
  { name: "dns.answers", type: "texts", label: "" },
  { name: "ssh.banner", type: "text", label: "" },
];

const read = (text: string) => readAssertions(text, subjects);
const problem = (text: string) => read(text).errors[0];

describe("reads and writes", () => {
  it.each([
    ["status in 200..299"],
    ["status  in 200 .. 299,301", "status in 200..299, 301"],
    ["status not in 500..599"],
    ["latency < 800ms"],
    ["latency<0.8s else   degraded", "latency < 800ms else degraded"],
    ["latency < 2MIN else down # slow is down", "latency < 2min"],
    ["latency in 10ms..1.5s", "latency in 10ms..1500ms"],
    ["tls.expires_in > 14d"],
    ["tls.expires_in > 2w", "tls.expires_in > 14d"],
    ["tls.expires_in > 30d else degraded"],
    ["tls.trusted == true"],
    ["body.size < 100KB", "body.size < 100kB"],
    ['header "content-type" contains "json"'],
    ['header "content-type" contains json', 'header "content-type" contains "json"'],
    ['header "x" exists'],
    ['header "x" does  not exist', 'header "x" does not exist'],
    ['header "x" in "a", b', 'header "x" in "a", "b"'],
    ['json "$.queue.depth" <= 100'],
    ['json "$.ok" == true'],
    ['json "$.error" == null else degraded'],
    [`json "$['a b'][?@.n > 1].x" in 1..2, "x", null`],
    ["body matches /ok/i"],
    [String.raw`body does not match /a\/b|\d+/is else degraded`, String.raw`body does not match /a\/b|\d+/is else degraded`],
    ["body matches /x/mi", "body matches /x/im"],
    ['body does not contain "é\\n\\"quoted\\""'],
    ["dns.answers contains 10.0.0.7"],
    ["dns.answers == [10.0.0.7, 10.0.0.8]"],
    ['dns.answers == ["else", "a b", 2001:db8::1]'],
    ["dns.answers != []"],
    ['ssh.banner starts with "SSH-2.0"'],
    ['ssh.banner ends with "x # no comment"'],
  ])("%s", (text, canonical = text) => {
    const { conditions, errors } = read(text);
    expect(errors).toEqual([]);
    expect(conditions.map(writeAssertion)).toEqual([canonical]);
    expect(read(canonical).conditions).toEqual(conditions);
  });
});

it("keeps no condition of blank lines and comments, and counts lines as an editor does", () => {
  const { conditions, errors } = read("# what must hold\r\n\r\nstatus == 200\n  \nlatenzy < 1s\rstatus == 201");
  expect(conditions.map(writeAssertion)).toEqual(["status == 200", "status == 201"]);
  expect(errors).toEqual([{ line: 5, column: 1, message: "There is no latenzy here. Did you mean latency?" }]);
});

describe("says where it is wrong and what would be right", () => {
  it.each([
    ["latncy < 1s", 1, "There is no latncy here. Did you mean latency?"],
    ["banana < 1s", 1, /^There is no banana here\. This monitor can be asked about status, latency/],
    ["< 1s", 1, /^Begin with what the condition is about/],
    ["latency", 8, "Say what is expected of latency: ==, !=, <, <=, >, >=, in, not in, exists, does not exist."],
    ["latency = 1s", 9, '"=" is no operator. Did you mean ==?'],
    ["status === 200", 8, '"===" is no operator. Did you mean ==?'],
    ["body =~ /x/", 6, '"=~" is no operator. Did you mean matches?'],
    ['body not contains "x"', 6, '"not" is no operator. Did you mean does not contain?'],
    ['body contians "x"', 6, '"contians" is no operator. Did you mean contains?'],
    ['latency contains "x"', 9, 'latency has no "contains". It has ==, !=, <, <=, >, >=, in, not in, exists, does not exist.'],
    ["latency < 800", 14, "Give this a unit, such as 800ms, 5s or 14d."],
    ["latency < 5fortnights", 12, 'There is no unit "fortnights". Units are ms, s, min, h, d, w.'],
    ["body.size < 5mib", 14, 'There is no unit "mib". Did you mean MB?'],
    ["body.size < 5", 14, "Give this a unit, such as 500B, 20kB or 1MB."],
    ["body.size < big", 13, "Type a size, such as 500B, 20kB or 1MB."],
    ["status == many", 11, "Type a number, such as 200."],
    ["status == -9999999999999999", 11, "This number is too large."],
    ['json "" == 1', 6, 'Say which json is meant, in quotes, such as json "$.queue.depth".'],
    ['json "$.ok" ==', 15, "Type a number, true, false, null, or a text in quotes."],
    ['json "$.ok" starts with a', 25, 'Type a text in quotes here, such as "ok".'],
    [String.raw`body == "\q"`, 9, /escape that is none/],
    ["body matches /ok/ii", 18, 'There is no flag "i" here. Flags are i, m and s, each once.'],
    [`status in ${"1, ".repeat(50)}1`, 161, "A list has at most 50 items."],
    ["latency < 5m", 12, 'There is no unit "m". Did you mean min?'],
    ["latency < soon", 11, "Type a duration, such as 800ms, 5s or 14d."],
    ["latency < 800 else degraded", 14, "Give this a unit, such as 800ms, 5s or 14d."],
    ["status == 200ms", 14, 'This is a plain number; leave out "ms".'],
    ["status in 299..200", 11, "This range ends before it begins. Swap its two ends."],
    ["status in 200-299", 14, "Write a range with two dots, such as 200..299."],
    ["body contains all is well", 15, "Put a text of several words in quotes."],
    ["status == 9999999999999999", 11, "This number is too large."],
    ["header exists", 8, 'Say which header is meant, in quotes, such as header "content-type".'],
    ['header "x contains "json"', 21, /./],
    ['header "x', 8, 'This text has no closing ".'],
    ['status "x" == 200', 8, "status is followed by an operator, not by a text."],
    ["tls.trusted == yes", 16, "This is either true or false."],
    ['json "$.ok" == yes', 16, 'Type a number, true, false, null, or a text in quotes: "yes".'],
    ['json "$.ok" < "a"', 15, "Type a number, such as 200."],
    ['json "queue" == 1', 7, "A JSONPath begins with $, such as $.queue.depth."],
    ['json "$.a..[?@.b ==]" == 1', 20, /^Type @ for the item/],
    ["dns.answers == 10.0.0.7", 16, "Write the set in brackets, such as [10.0.0.7, 10.0.0.8]."],
    ["dns.answers == [a, b", 21, "Close the set with ]."],
    ["body matches ok", 14, /between slashes/],
    ["body matches /ok", 14, /between slashes/],
    ["body matches /ok/g", 18, 'There is no flag "g" here. Flags are i, m and s, each once.'],
    ["body matches /a(?=b)/", 16, "Looking ahead or behind is not possible: patterns run in linear time."],
    [String.raw`body matches /(a)\1/`, 18, "Back-references are not possible: patterns run in linear time."],
    ["body matches /a{1,2222222222222222}/", 16, "Repeat at most 1000 times."],
    ["body matches /a{22222222222}/", 16, "Repeat at most 1000 times."],
    ["body matches /(a{40}b){40}/", 15, "Repeats within repeats make more than 1000 here."],
    ["body matches /[^]-:]x/", 17, "This range ends before it begins. Swap its two ends."],
    ["body matches /[]/", 15, /^This \[ is not closed/],
    ["body matches /a**/", 17, "This repeats a repeat. Put a group around the first."],
    ["status == 200 latency < 1s", 15, /^Nothing more is expected here than "else degraded"/],
    ["latency < 800 ms else broken", 23, "After else stands degraded or down."],
    ["status == 200 else broken", 20, "After else stands degraded or down."],
  ])("%s", (text, column, message) => {
    expect(problem(text)).toEqual({ line: 1, column, message: typeof message === "string" ? message : expect.stringMatching(message) });
  });

  it("once for each line, with the line and the column in the field's sentence", () => {
    const parsed = assertionsField(subjects, "").safeParse("status == 200\n  statsu == 200\nlatency < 1");
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([
      "Line 2, column 3: There is no statsu here. Did you mean status?",
      "Line 3, column 12: Give this a unit, such as 800ms, 5s or 14d.",
    ]);
  });

  it("fifty times at most", () => {
    expect(read("d\n".repeat(2_000)).errors).toHaveLength(50);
  });

  it("at the fifty-first condition", () => {
    const fifty = "status == 200\n".repeat(50);
    expect(read(`${fifty}\n# fine\n`).errors).toEqual([]);
    expect(read(`${fifty}status == 200\nstatus == 200`).errors).toMatchObject([{ line: 51, message: /at most 50/ }]);
  });
});

const text = fc.string({ unit: "binary", maxLength: 20 });
const numbers = fc.oneof(
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1000),
);
const ranges = fc.tuple(numbers, numbers).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const flags = fc.subarray(["i", "m", "s"]).map((all) => all.join(""));
const patterns = fc.record({ source: fc.constantFrom("a/b", String.raw`^\d+\.[^\]/]$`, String.raw`\\`, "[/]", "é|🙂"), flags });
const paths = fc.constantFrom("$", "$.a.b", "$['it''s']".replace("''", String.raw`\'`), '$["a\\"b"]', "$..x[?@.y == 'z']");

function values(type: SubjectType): fc.Arbitrary<unknown> {
  if (type === "json") return fc.oneof(text, numbers, fc.boolean(), fc.constant(null));
  if (type === "boolean") return fc.boolean();
  return type === "text" || type === "texts" ? text : numbers;
}

function conditionsOf({ name, type, argument }: Subject): fc.Arbitrary<Condition> {
  const isNumeric = ["number", "duration", "bytes", "json"].includes(type);
  return fc.constantFrom(...operatorsOf(type)).chain((operator) => {
    const item: fc.Arbitrary<unknown> = isNumeric ? fc.oneof(values(type), ranges) : values(type);
    const value =
      operator.endsWith("exist") || operator === "exists"
        ? fc.constant(undefined)
        : operator.includes("match")
          ? patterns
          : operator === "in" || operator === "not in"
            ? fc.array(item, { minLength: 1, maxLength: 5 })
            : operator.endsWith("with")
              ? text
              : /[<>]/.test(operator)
                ? numbers
                : type === "texts" && operator.endsWith("=")
                  ? fc.array(text, { maxLength: 5 })
                  : values(type);
    const named = argument === undefined ? fc.constant(null) : name === "json" ? paths : text.filter((each) => each.trim() !== "");
    return fc
      .record({ argument: named, severity: fc.constantFrom("down", "degraded"), value })
      .map(
        ({ value: made, ...rest }) => ({ subject: name, type, operator, ...rest, ...(made !== undefined && { value: made }) }) as Condition,
      );
  });
}

describe("knows what people type who come from other languages", () => {
  it.each([
    ["!=", ["!==", "<>", "is not", "ne"]],
    ["==", ["=", "===", "is", "equals", "eq"]],
    ["<", ["=<", "under", "below"]],
    [">", ["=>", "over", "above"]],
    ["in", ["between"]],
    ["matches", ["=~", "~", "match", "like"]],
    ["does not match", ["!~", "not match", "not matches"]],
    ["contains", ["include", "includes", "has", "contain"]],
    ["does not contain", ["not contain", "not contains", "lacks"]],
    ["does not exist", ["not exist", "not exists"]],
    ["starts with", ["start", "starts", "begin", "begins"]],
    ["ends with", ["end", "ends"]],
  ])("for %s: %j", (operator, spellings) => {
    // A JSON value has every operator.
    const answers = spellings.map((spelling) => problem(`json "$" ${spelling} 7`)?.message);
    expect(answers).toEqual(spellings.map((spelling) => `"${spelling.split(" ")[0]}" is no operator. Did you mean ${operator}?`));
  });

  it("and offers no operator that the subject has not", () => {
    expect(problem('latency has "x"')?.message).toMatch(/^"has" is no operator\. latency has ==, !=/);
    expect(problem("status banana 7")?.message).toMatch(/^"banana" is no operator\. status has ==, !=/);
  });
});

it("reads every condition back as it was written", () => {
  const any = fc.array(fc.oneof(...subjects.map(conditionsOf)), { maxLength: 8 });
  fc.assert(
    fc.property(any, (conditions) => {
      const written = conditions.map(writeAssertion).join("\n");
      expect(read(written)).toEqual({ conditions, errors: [] });
    }),
    { numRuns: 2_000 },
  );
});

it("answers any text with conditions or places, quickly, and what it reads it reads again", () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...subjects.map((subject) => subject.name),
      "==",
      "in",
      "..",
      "contains",
      "matches",
      "/",
      '"',
      "\\",
      "[",
      ",",
      "else",
      "ms",
      "#",
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30, size: "max" }), fc.constantFrom("", " ", "\n"), (parts, joint) => {
      const typed = parts.join(joint);
      const { conditions, errors } = read(typed);
      for (const { line, column } of errors) {
        expect(column).toBeGreaterThan(0);
        expect(column).toBeLessThanOrEqual((typed.split(/\r\n|\n|\r/)[line - 1] ?? "").length + 1);
      }
      const again = read(conditions.map(writeAssertion).join("\n"));
      expect(again).toEqual({ conditions, errors: [] });
    }),
    { numRuns: 5_000 },
  );
});
