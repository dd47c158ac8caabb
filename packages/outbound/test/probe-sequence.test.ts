import { SequenceSpec } from "@vedette/core/kinds/sequence";
import { judge } from "@vedette/core/judge";
import { type RecordedRequest, startScriptedServer } from "@vedette/testkit/scripted-http-server";
import type { ServerResponse } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import { closeEvaluation } from "../src/evaluate.ts";
import { probe } from "../src/probe.ts";
import { startProxy } from "./http-proxy.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never, timed } from "./local-deps.ts";

afterAll(closeEvaluation);

type Input = Parameters<typeof SequenceSpec.parse>[0];
const specOf = (steps: Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  SequenceSpec.parse({ kind: "sequence", timeoutMs: 2_000, steps, ...more } satisfies Record<string, unknown> as Input);
const run = (steps: Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  conclusive(() => probe(specOf(steps, more), localDeps, never, "detailed"));

function problems(steps: Record<string, unknown>[], more: Record<string, unknown> = {}): Record<string, string> {
  const parsed = SequenceSpec.safeParse({ kind: "sequence", steps, ...more });
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join("."), issue.message]) ?? []);
}

it("signs in and calls with what it was given, from JSON, a header, a cookie, the text around it and a pattern", async () => {
  await using server = await startScriptedServer((request, response) => {
    if (request.path === "/login") {
      response.setHeader("X-Id", "42").setHeader("Set-Cookie", ["sid=c00kie-value; Path=/; HttpOnly"]);
      response.end(`{"data": [{"access_token": "t0ken-of-the-day"}], "html": "<input name=csrf value=cs-rf>"}`);
    } else response.end("ok");
  });
  const result = await run(
    [
      {
        name: "Sign in",
        method: "POST",
        url: `${server.url}/login`,
        body: { type: "json", text: '{"password": "{{password}}"}' },
        extract: [
          { name: "token", where: "$.data[0].access_token" },
          { name: "id", from: "header", where: "x-id" },
          { name: "sid", from: "cookie", where: "sid" },
          { name: "csrf", from: "text", where: "name=csrf value=*>" },
          { name: "nonce", from: "pattern", where: String.raw`value=\w\w-(\w+)>|never (this)` },
        ],
      },
      {
        name: "Call",
        url: `${server.url}/items?id={{id}}&nonce={{nonce}}`,
        headers: [
          { name: "Authorization", value: "Bearer {{token}}" },
          { name: "X-Csrf", value: "{{csrf}}" },
          { name: "X-Sid", value: "{{sid}}" },
        ],
      },
    ],
    { secrets: [{ name: "password", value: "p4ss-phrase" }] },
  );
  expect(gist(result)).toBe(200);
  expect(server.requests[0]?.body).toBe('{"password": "p4ss-phrase"}');
  expect(server.requests[1]).toMatchObject({
    path: "/items?id=42&nonce=rf",
    headers: { authorization: "Bearer t0ken-of-the-day", "x-csrf": "cs-rf", "x-sid": "c00kie-value", cookie: "sid=c00kie-value" },
  });
  expect(result.evidence.steps).toMatchObject([
    { name: "Sign in", status: 200 },
    { name: "Call", status: 200 },
  ]);
  expect(JSON.stringify(result)).not.toMatch(/t0ken|c00kie|p4ss|cs-rf/);
});

it("says at which step it failed, and takes none after it", async () => {
  await using server = await startScriptedServer((request, response) =>
    response.writeHead(request.path.startsWith("/b") ? 500 : 200).end("t0ken-that-was-given"),
  );
  const result = await run([
    { name: "First", url: `${server.url}/a`, extract: [{ name: "token", from: "text", where: "t0ken*given" }] },
    { name: "Second", url: `${server.url}/b?token={{token}}` },
    { name: "Third", url: `${server.url}/c` },
  ]);
  expect(result).toMatchObject({
    failure: "reply_unexpected",
    message: "Step 2, Second: Answered with status 500; expected 2xx.",
    evidence: {
      request: { url: `${server.url}/b?token={{token}}` },
      response: { status: 500 },
      steps: [{ name: "First" }, { name: "Second", status: 500, failure: "Answered with status 500; expected 2xx." }],
    },
  });
  expect(server.requests).toHaveLength(2);
});

describe("a value", () => {
  it.each([
    ["json", "$.a", "not JSON"],
    ["json", "$.a", '{"b": 1}'],
    ["json", "$.a", '{"a": {"b": 1}}'],
    ["json", "$.a", '{"a": ""}'],
    ["json", "$.a", '{"a": "one\\r\\nX: two"}'],
    ["json", "$.a", `{"a": "${"x".repeat(9_000)}"}`],
    ["json", "$.a", "[".repeat(500_000)],
    ["text", "<b>*</b>", "<b>open"],
    ["pattern", "<b>(.*)</b>", "<b>open"],
    ["pattern", "<b>(.*)</b>", "<b></b>"],
    ["pattern", "(a)|b", "b"],
    ["pattern", "(?s)(.*)", "one\ntwo"],
    ["pattern", "(x+)", "x".repeat(9_000)],
    ["header", "x-gone", ""],
    ["cookie", "gone", ""],
  ])("from %s at %s that is not in %.40s is missing, by name", async (from, where, body) => {
    await using server = await startScriptedServer((_request, response) => response.end(body));
    const result = await run([{ name: "Only", url: server.url, extract: [{ name: "id", from, where }] }]);
    expect(result).toMatchObject({
      failure: "value_missing",
      message: `Step 1, Only: The answer has no usable value for {{id}} at ${from} ${where}.`,
    });
  });

  it("is found in linear time in 1 MB of anything", async () => {
    await using server = await startScriptedServer((_request, response) => response.end("ab".repeat(524_288)));
    const before = process.cpuUsage();
    await run([
      { name: "Only", url: server.url, extract: [{ name: "id", from: "text", where: `${"ab".repeat(60)}a*${"ab".repeat(60)}c` }] },
    ]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(400);
  });
});

it("gives up on a pattern that takes more than 50 ms of CPU, and our loop goes on meanwhile", timed, async () => {
  await using server = await startScriptedServer((_request, response) => response.end(`${"ab".repeat(500_000)}c`));
  let pauseMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    pauseMs = Math.max(pauseMs, performance.now() - last);
    last = performance.now();
  }, 2);
  const where = String.raw`((?:(a|b){1,30}){1,30}[^abc]|(?:\w{1,40}\w{1,40}!)+)`;
  const result = await run([{ name: "Only", url: server.url, extract: [{ name: "id", from: "pattern", where }] }]);
  clearInterval(timer);
  expect(result).toMatchObject({ failure: "value_missing", message: `Step 1, Only: The pattern ${where} takes too long on this answer.` });
  expect(pauseMs).toBeLessThan(150);
});

describe("conditions on a step", () => {
  const script = (request: RecordedRequest, response: ServerResponse) => {
    if (request.path === "/moved") response.writeHead(302, { location: "/login" }).end();
    else
      response.setHeader("X-Mode", "live").end(request.path === "/login" ? '{"ok": false, "queue": 40, "token": "t0ken-of-today"}' : "{}");
  };
  const judged = async (steps: Record<string, unknown>[], more: Record<string, unknown> = {}) => {
    const result = await run(steps, more);
    const { kind, reason } = judge(specOf(steps, more), result);
    return { result, verdict: `${kind}: ${reason}` };
  };

  it("name the step whose answer breaks one, and no step is taken after it", async () => {
    await using server = await startScriptedServer(script);
    const { result, verdict } = await judged(
      [
        { name: "Sign in", url: `${server.url}/login`, assertions: 'status == 200\njson "$.ok" == true\nlatency < 10s' },
        { name: "Call", url: `${server.url}/items` },
      ],
      { assertions: "status == 418" },
    );
    expect(verdict).toBe('down: Expected json "$.ok" == true in step 1, Sign in; it was false.');
    expect(result).toMatchObject({
      assertions: [
        { text: "status == 200 in step 1, Sign in", ok: true },
        { text: 'json "$.ok" == true in step 1, Sign in', ok: false, code: "assertion_failed" },
        { text: "latency < 10s in step 1, Sign in", ok: true },
      ],
      evidence: {
        steps: [{ name: "Sign in", failure: 'Expected json "$.ok" == true; it was false.' }],
        request: { url: `${server.url}/login` },
      },
    });
    expect(server.requests).toHaveLength(1);
  });

  it("that only degrade let the sequence go on, and a graver finding later on names it", async () => {
    await using server = await startScriptedServer(script);
    const steps = [
      { name: "Sign in", url: `${server.url}/login`, assertions: 'json "$.queue" < 10 else degraded' },
      { name: "Call", url: `${server.url}/items`, assertions: 'header "x-mode" == "live"' },
    ];
    expect((await judged(steps)).verdict).toBe('degraded: Expected json "$.queue" < 10 in step 1, Sign in; it was 40.');
    expect((await judged(steps, { assertions: 'body contains "queue"' })).verdict).toMatch(/^down: Expected body contains "queue"; it was/);
    expect(server.requests).toHaveLength(4);
  });

  it("are about that step alone: its redirects, its latency, its body", async () => {
    await using server = await startScriptedServer(script);
    const { verdict } = await judged([
      { name: "One", url: `${server.url}/moved`, assertions: 'redirects == 1\nbody contains "queue"' },
      { name: "Two", url: `${server.url}/items`, assertions: 'redirects == 0\nbody == "{}"\naddress == "127.0.0.1"' },
    ]);
    expect(verdict).toBe("up: ");
  });

  it("show no secret that the answer holds", async () => {
    await using server = await startScriptedServer((_request, response) => response.end('{"token": "p4ss-phrase"}'));
    const { result } = await judged([{ name: "Sign in", url: server.url, assertions: 'json "$.token" == "x"' }], {
      secrets: [{ name: "password", value: "p4ss-phrase" }],
    });
    expect(result).toMatchObject({ assertions: [{ ok: false, actual: expect.stringContaining("[redacted]") as string }] });
    expect(JSON.stringify(result)).not.toContain("p4ss");
  });
});

describe("a sign-in and a proxy", () => {
  it("are each step's own, and every step's", async () => {
    await using server = await startScriptedServer();
    await using proxy = await startProxy();
    const steps = [
      { name: "One", url: `${server.url}/1`, auth: { type: "basic", user: "u", password: "p4ss-phrase" } },
      { name: "Two", url: `${server.url}/2`, auth: { type: "bearer", token: "t0ken-of-today" } },
      { name: "Three", url: `${server.url}/3` },
    ];
    const result = await run(steps, { proxy: { url: proxy.url, user: "me", password: "pr0xy-phrase" } });
    expect(gist(result)).toBe(200);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from("u:p4ss-phrase").toString("base64")}`,
      "Bearer t0ken-of-today",
      undefined,
    ]);
    expect(proxy.asked.map(({ authorization }) => authorization)).toEqual(
      Array(3).fill(`Basic ${Buffer.from("me:pr0xy-phrase").toString("base64")}`),
    );
    expect(JSON.stringify(result)).not.toMatch(/p4ss|t0ken|pr0xy/);
  });
});

describe("cookies", () => {
  const cookiesAt = (requests: RecordedRequest[]) => requests.map(({ path, headers }) => `${path} ${headers.cookie ?? "none"}`);

  it("are sent to the origin that set them alone, over redirects as well, until it deletes them", async () => {
    await using other = await startScriptedServer();
    await using server = await startScriptedServer((request, response) => {
      if (request.path === "/in") response.writeHead(302, { location: "/home", "set-cookie": ["a=1; Domain=127.0.0.1", "b=2"] }).end();
      else if (request.path === "/out") response.writeHead(200, { "set-cookie": "a=; Max-Age=0" }).end();
      else response.end();
    });
    await run([
      { name: "In", url: `${server.url}/in` },
      { name: "Away", url: `${other.url}/away` },
      { name: "Out", url: `${server.url}/out` },
      { name: "After", url: `${server.url}/after` },
    ]);
    expect(cookiesAt(server.requests)).toEqual(["/in none", "/home a=1; b=2", "/out a=1; b=2", "/after b=2"]);
    expect(cookiesAt(other.requests)).toEqual(["/away none"]);
  });

  it("do not outlive the check, nor carry what no cookie may", async () => {
    await using server = await startScriptedServer((_request, response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\nSet-Cookie: bad=a b\r\nSet-Cookie: =x\r\nSet-Cookie: ok=1\r\nContent-Length: 0\r\n\r\n");
    });
    for (let i = 0; i < 2; i++)
      await run([
        { name: "One", url: `${server.url}/1` },
        { name: "Two", url: `${server.url}/2` },
      ]);
    expect(cookiesAt(server.requests)).toEqual(["/1 none", "/2 ok=1", "/1 none", "/2 ok=1"]);
  });
});

it("has one deadline for all steps", timed, async () => {
  // A deadline of its own for each step would end the second after 700 ms.
  await using server = await startScriptedServer(
    (request, response) => void (request.path === "/hung" || setTimeout(() => response.end(), 300)),
  );
  const result = await run(
    [
      { name: "Slow", url: server.url },
      { name: "Hung", url: `${server.url}/hung` },
    ],
    { timeoutMs: 400 },
  );
  expect(result.totalUs).toBeLessThan(650_000);
  expect(result).toMatchObject({ failure: "response_timeout", message: expect.stringMatching(/^Step 2, Hung: /) });
});

describe("a sequence is refused at saving, at its field", () => {
  const url = "https://example.com/";
  it.each<[field: string, message: RegExp, steps: Record<string, unknown>[], more?: Record<string, unknown>]>([
    ["steps", /at least one/, []],
    ["steps", /At most 10/, Array.from({ length: 11 }, () => ({ name: "a", url }))],
    ["steps.0.url", /Nothing is called \{\{id\}\}/, [{ name: "a", url: `${url}?{{id}}`, extract: [{ name: "id", where: "$.id" }] }]],
    [
      "steps.1.extract.0.name",
      /already/,
      [
        { name: "a", url, extract: [{ name: "id", where: "$.id" }] },
        { name: "b", url, extract: [{ name: "id", where: "$.id" }] },
      ],
    ],
    [
      "steps.0.extract.0.name",
      /already/,
      [{ name: "a", url, extract: [{ name: "k", where: "$.id" }] }],
      { secrets: [{ name: "k", value: "value" }] },
    ],
    ["steps.0.extract.0.where", /JSONPath to one value/, [{ name: "a", url, extract: [{ name: "id", where: "$..id" }] }]],
    ["steps.0.extract.0.where", /one \*/, [{ name: "a", url, extract: [{ name: "id", from: "text", where: "a*b*c" }] }]],
    ["steps.0.extract.0.where", /^Put \( \) around/, [{ name: "a", url, extract: [{ name: "id", from: "pattern", where: "(?:a)[(]b" }] }]],
    ["steps.0.extract.0.where", /^Column 3: /, [{ name: "a", url, extract: [{ name: "id", from: "pattern", where: "ab(c" }] }]],
    ["steps.0.assertions", /^Line 1, column 1: /, [{ name: "a", url, assertions: "tls.expires_in > 1d" }]],
    ["steps.0.auth.user", /colon/, [{ name: "a", url, auth: { type: "basic", user: "a:b" } }]],
    ["steps.0.extract.0.where", /name of the header/, [{ name: "a", url, extract: [{ name: "id", from: "header", where: "a b" }] }]],
  ])("%s: %s", (field, message, steps, more) => {
    expect(problems(steps, more)[field]).toMatch(message);
  });
});

itKeepsTheContract({
  kind: "sequence",
  spec: (host, port) => ({
    kind: "sequence",
    steps: [
      {
        name: "Sign in",
        method: "POST",
        url: `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}/`,
        headers: [{ name: "X-Key", value: "{{key}}" }],
        body: { type: "raw", text: "{{key}}" },
        auth: { type: "basic", user: "me", password: "s3quence-passw0rd" },
        assertions: "body matches /^h/\nlatency < 1h else degraded",
        extract: [{ name: "value", from: "pattern", where: "h(.*)o" }],
      },
    ],
    secrets: [{ name: "key", value: "s3quence-s3cret" }],
  }),
  serve: (socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")),
  secrets: ["s3quence-s3cret", "s3quence-passw0rd"],
});
