import type { Facts } from "@vedette/core/assertion/assertion";
import { HttpSpec, httpSubjects } from "@vedette/core/kinds/http";
import fc from "fast-check";
import { JSONPathEnvironment } from "json-p3";
import { RE2JS } from "re2js";
import { jsonPathProblem } from "@vedette/core/assertion/json-path-problem";
import { patternProblem } from "@vedette/core/assertion/pattern-problem";
import { afterAll, describe, expect, it } from "vitest";
import { needsBody } from "./conditions-of.ts";
import { closeEvaluation, evaluate } from "./evaluate.ts";

afterAll(closeEvaluation);

const specOf = (assertions: string, url = "https://example.com") => HttpSpec.parse({ kind: "http", url, assertions });

async function outcomes(assertions: string, facts: Facts, url?: string) {
  const answer = await evaluate(specOf(assertions, url), facts, 60_000);
  if ("failed" in answer) throw new Error(answer.message);
  return answer;
}

const facts: Facts = {
  values: {
    status: 200,
    latency: 1_234,
    "tls.expires_in": 13.94 * 86_400_000,
    "tls.names": ["example.com", "www.example.com"],
    "tls.trusted": true,
    "body.size": 61,
  },
  headers: [
    ["content-type", "application/json"],
    ["vary", "a"],
    ["vary", "b"],
  ],
  body: '{"ok": true, "queue": {"depth": 120}, "parts": [{"state": "ok"}, {"state": "late"}], "none": null, "tags": ["a"]}',
};

describe("a condition", () => {
  it.each([
    ["status in 200..299, 301", true, "200"],
    ["status not in 200, 201", false, "200"],
    ["latency < 800ms else degraded", false, "1.2s"],
    ["tls.expires_in > 14d", false, "13.9d"],
    ["tls.names == [www.example.com, example.com]", true, "[example.com, www.example.com]"],
    ["tls.names == [example.com]", false, "[example.com, www.example.com]"],
    ["tls.names contains www.example.com", true, "[example.com, www.example.com]"],
    ["tls.trusted == false", false, "true"],
    ['header "Content-Type" contains "json"', true, '"application/json"'],
    ['header "vary" == "a, b"', true, '"a, b"'],
    ['header "x" exists', false, "nothing"],
    ['header "x" does not exist', true, "nothing"],
    // What is not there fulfils nothing, or a page of errors would pass.
    ['header "x" != "a"', false, "nothing"],
    ['body matches /"DEPTH": \\d+/i', true, JSON.stringify(facts.body)],
    ["body does not match /late/", false, JSON.stringify(facts.body)],
    ["body.size < 1kB", true, "61B"],
    ['json "$.ok" == true', true, "true"],
    ['json "$.queue.depth" <= 100', false, "120"],
    ['json "$.queue.depth" in 1..99, 120', true, "120"],
    ['json "$.queue.depth" == "120"', false, "120"],
    ['json "$.queue" exists', true, "an object"],
    ['json "$.none" == null', true, "null"],
    ['json "$.gone" == null', false, "nothing"],
    ['json "$.tags" contains "a"', true, "a list of 1"],
    ['json "$.parts[*].state" == "ok"', false, '"late"'],
    ['json "$.parts[?search(@.state, \'^o\')].state" == "ok"', true, '"ok"'],
    ['json "$.parts[?match(@.state, \'o\')].state" == "ok"', false, "nothing"],
  ])("%s is %s, and says what was there", async (text, ok, actual) => {
    const [outcome] = await outcomes(text, facts);
    expect(outcome).toMatchObject({ ok, actual: actual.slice(0, 200), code: "assertion_failed" });
  });

  it("comes out in its place, canonical, with its severity", async () => {
    const all = await outcomes('# a\njson "$.ok" == true\nstatus==201 else degraded\nbody matches /x{99}/', facts);
    expect(all.map(({ text, severity, ok }) => [text, severity, ok])).toEqual([
      ['json "$.ok" == true', "down", true],
      ["status == 201", "degraded", false],
      ["body matches /x{99}/", "down", false],
    ]);
  });

  it("about JSON fails with a reason when the body is none", async () => {
    const about = (body: string) => outcomes('json "$.error" does not exist', { values: {}, body });
    expect(await about("<html>")).toMatchObject([{ ok: false, actual: "not JSON" }]);
    expect(await about("")).toMatchObject([{ ok: false, actual: "not JSON" }]);
    expect(await about("[".repeat(500_000))).toMatchObject([{ ok: false, actual: "not JSON" }]);
  });

  it("that cannot be read any more is told, not passed over", async () => {
    const spec = { ...specOf("status == 200"), assertions: "status == 200\nmood == good" };
    expect(await evaluate(spec, facts, 1_000)).toMatchObject([
      { ok: true },
      {
        ok: false,
        severity: "degraded",
        text: "the condition in line 2",
        actual: expect.stringMatching(/^unreadable at column 1: There is no mood/),
      },
    ]);
  });

  it.each([
    ["", false],
    ['status == 200\nheader "x" exists', false],
    ['status == 200\njson "$.a" == 1', true],
    ["body.size > 1B", true],
  ])("%j needs the body: %s", (text, expected) => {
    expect(needsBody(text, httpSubjects)).toBe(expected);
  });
});

describe("what is accepted when it is typed can be evaluated", () => {
  const patternParts = fc.constantFrom(
    ..."a|b|()|[|]|[^|(?:|(?i)|(?i:|(?P<n>|(?<m>|(?=|(?!|)|{2}|{2,3}|{,3}|{3,2}|{1001}|{999}|*|+|?|*?|.|^|$|-|\\d|\\pL|\\p{Greek}|\\p{^Lu}|\\p{Foo}|\\b|\\1|\\x41|\\x{10ffff}|\\x{110000}|\\Q|[:alpha:]|[:foo:]|[[:^digit:]]|\\-|\\/|é|🙂|a-z|z-a|\\n|\\".split(
      "|",
    ),
    "|",
  );

  it("of patterns", () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(patternParts, { maxLength: 8 }).map((all) => all.join("")),
          fc.string({ unit: "binary", maxLength: 12 }),
        ),
        (source) => {
          const problem = patternProblem(source);
          if (problem !== null) {
            expect(problem.index).toBeLessThanOrEqual(source.length);
            return;
          }
          accepted++;
          RE2JS.compile(source);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  const pathParts = fc.constantFrom(
    ..."$ .a ..b .* ..* [0] [-1] [01] [-0] ['a'] [\"b\\n\"] ['\\'] [1:2] [::-1] [:] [*,0] [?@.a] [?@.a==1] [?@..a==1] [?!@.a] [?(@.a&&@.b)||1==1] [?length(@.a)>1] [?count(@.*)>1] [?match(@.a,'b')] [?match(@.a)] [?value(@..a)==null] [?true] [?@.a==true] [?foo(@)] [ ] .é .1 ..[0] [?1] [?$.a<@['b']] [?@.a=='\\u00e9'] [?@.a==1.5e3] [?@.a==-0] [?search(@,'x')==true]".split(
      " ",
    ),
    " ",
  );

  it("of paths, and what is refused is refused there too", () => {
    const environment = new JSONPathEnvironment();
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(pathParts, { maxLength: 4 }), (all) => {
        const path = `$${all.join("")}`;
        const problem = jsonPathProblem(path);
        let error: unknown = null;
        try {
          environment.compile(path);
        } catch (thrown) {
          error = thrown;
        }
        if (problem === null) accepted++;
        expect([path, problem === null]).toEqual([path, error === null]);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });
});
