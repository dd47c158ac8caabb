import type { Facts } from "@vedette/core/assertion/assertion";
import { HttpSpec } from "@vedette/core/kinds/http";
import { afterAll, describe, expect, it } from "vitest";
import { closeEvaluation, evaluate } from "../src/evaluate.ts";
import { timed } from "./local-deps.ts";

afterAll(closeEvaluation);

const specOf = (assertions: string) => HttpSpec.parse({ kind: "http", url: "https://example.com", assertions });
const ask = async (assertions: string, body: string) => await evaluate(specOf(assertions), { values: {}, body }, 30_000);

const megabyte = 1_048_576;
const fill = (part: string) => part.repeat(Math.ceil(megabyte / part.length)).slice(0, megabyte);
const times = (part: string) => Array.from({ length: Math.floor(megabyte / (part.length + 1)) - 1 }, () => part).join(",");
const list = (part: string) => `[${times(part)}]`;

const bodies: [name: string, body: string][] = [
  ["of one letter", fill("a")],
  ["of one letter and another at the end", `${fill("a")}!`],
  ["of line breaks", fill("\n")],
  ["of letters beyond ASCII", fill("\u00df\u0130\ud83d\ude42")],
  ["of numbers as JSON", list("1")],
  ["of objects as JSON", list('{"a":{"a":{"a":{"b":[1,2,3]}}}}')],
  ["of equal keys as JSON", `{${times('"a":1')}}`],
  ["of escapes as JSON", `"${String.raw`\u0061`.repeat(170_000)}"`],
  ["of lists in lists as JSON", "[".repeat(megabyte / 2) + "]".repeat(megabyte / 2)],
  ["of objects in objects as JSON", `${'{"a":'.repeat(150_000)}1${"}".repeat(150_000)}`],
  ["of lists that never end", "[".repeat(megabyte)],
  ["that is no JSON at its very end", `[${fill("1,")}`],
];

const conditions = [
  "body matches /(a+)+$/",
  "body matches /^(a|a)*$/",
  "body matches /(.*)(.*)(.*)(.*)(.*)[b-z]$/",
  "body matches /(x+x+)+y/i",
  "body matches /(a{1,30}){1,30}b/",
  "body matches /(?:.{500}|.{499}|.{498})*z$/s",
  String.raw`body does not match /^(\p{L}+\s?)+$/i`,
  String.raw`body matches /([a-z]+)*[^a]\b.{0,900}$/`,
  `body contains "${"a".repeat(300)}b${"a".repeat(300)}"`,
  'json "$..*..*..*..*" != 7',
  'json "$..a..a..a" exists',
  'json "$[?@..a && @..b]..a" == 1',
  `json "$[?match(@, '(a+)+$')]" exists`,
  'json "$[?length(@.a) > 1 || count(@..*) > count($..*)].a" == 1',
  'json "$[0][0][0][0]" exists',
  'json "$[::-1]" != 2',
  'json "$" contains 9',
];

/** How long the event loop stood still at most while something ran. */
async function withTicks<T>(run: () => Promise<T>): Promise<{ value: T; pauseMs: number }> {
  let last = performance.now();
  let pauseMs = 0;
  const tick = (): void => {
    pauseMs = Math.max(pauseMs, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(tick, 2);
  const value = await run();
  tick();
  clearInterval(timer);
  return { value, pauseMs };
}

it("means JSON where it says so", () => {
  expect(bodies.filter(([name, body]) => name.endsWith("as JSON") && JSON.parse(body) === undefined)).toEqual([]);
});

describe.each(bodies)("a megabyte %s", timed, (_, body) => {
  it.each(conditions)("and %.60s end in an outcome, and the event loop goes on", async (text) => {
    const startedAtMs = performance.now();
    const { value, pauseMs } = await withTicks(() => ask(text, body));
    // A machine that is busy otherwise may be late; it may not call the target slow for that.
    if ("failed" in value) expect(value.failed).toBe("prober_stalled");
    else expect(value).toMatchObject([{ code: expect.stringMatching(/^assertion_(?:failed|too_slow)$/) }]);
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
    expect(pauseMs).toBeLessThan(500);
  });
});

it.each(["^(a+)+$", "^(a|aa)+$", "(x+x+)+y"])(
  "answers %s at once where an engine that backtracks would never end",
  timed,
  async (pattern) => {
    const body = `${"a".repeat(60)}!${"x".repeat(60)}`;
    expect(await ask(`body matches /${pattern}/`, body)).toMatchObject([{ ok: false, code: "assertion_failed" }]);
  },
);

it("stops what takes more than 50 ms of CPU, and evaluates the other conditions of the check", timed, async () => {
  const body = list('{"a":{"a":{"a":{"b":[1,2,3]}}}}');
  const answer = await ask('json "$..*..*..*..*..*" != 7\njson "$[0].a.a.a.b[2]" == 3\nbody starts with "["', body);
  expect(answer).toMatchObject([{ ok: false, code: "assertion_too_slow" }, { ok: true }, { ok: true }]);
});

it("stops it long before the second after which a thread counts as lost", timed, async () => {
  await ask("body matches /a/", "a"); // the thread has begun
  const startedAtMs = performance.now();
  expect(await ask('json "$..*..*..*..*..*..*" != 7', bodies.find(([name]) => name === "of objects as JSON")?.[1] ?? "")).toMatchObject([
    { code: "assertion_too_slow" },
  ]);
  expect(performance.now() - startedAtMs).toBeLessThan(900);
});

it("lets a hostile monitor keep only itself waiting", timed, async () => {
  const hostile = 'json "$..*..*..*..*..*..*" != 7';
  const body = list('{"a":{"a":{"a":{"b":[1,2,3]}}}}');
  await ask(hostile, body);
  const hostiles = Array.from({ length: 5 }, () => ask(hostile, body));
  const order: string[] = [];
  void Promise.all(hostiles).then(() => order.push("hostile"));
  await ask('json "$.ok" == true', '{"ok": true}').then(() => order.push("harmless"));
  expect(order).toEqual(["harmless"]);
  await Promise.all(hostiles);
});

it("says that Vedette was too busy when the turn does not come in time", timed, async () => {
  const body = list('{"a":{"a":{"a":{"b":[1,2,3]}}}}');
  const facts: Facts = { values: {}, body };
  const first = ask('json "$..*..*..*" != 7', body);
  expect(await evaluate(specOf("body matches /a/"), facts, 1)).toMatchObject({ failed: "prober_stalled" });
  await first;
});
