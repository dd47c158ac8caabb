import { HttpSpec } from "@vedette/core/kinds/http";
import { type RecordedRequest, startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestAnswer, digestChallengeOf } from "../src/digest-auth.ts";
import { probe } from "../src/probe.ts";
import { check, gist, localDeps, never } from "./local-deps.ts";

const secrets = [
  { name: "key", value: 'k3y &="\\ü' },
  { name: "other", value: "{{key}} stays" },
];

/** The problems that saving a monitor would name, by field. */
function problems(spec: Record<string, unknown>): Record<string, string> {
  const parsed = HttpSpec.safeParse({ kind: "http", url: "https://example.com/", ...spec });
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join("."), issue.message]) ?? []);
}

describe("a request", () => {
  it("carries headers and replaces Vedette's own of the same name", async () => {
    await using server = await startScriptedServer();
    await check(server.url, {
      headers: [
        { name: "user-agent", value: "mine" },
        { name: "Host", value: "other.example" },
        { name: "X-Name", value: "ü" },
      ],
    });
    expect(server.requests[0]?.headers).toMatchObject({ "user-agent": "mine", host: "other.example", accept: "*/*" });
    expect(Buffer.from(String(server.requests[0]?.headers["x-name"]), "latin1").toString()).toBe("ü");
  });

  it.each([
    [{ type: "raw", contentType: "text/x", text: "a {{key}}" }, "text/x", 'a k3y &="\\ü'],
    [{ type: "json", text: '{"a":"{{key}}"}' }, "application/json", String.raw`{"a":"k3y &=\"\\ü"}`],
    [{ type: "form", fields: [{ name: "a b", value: "{{key}}" }] }, "application/x-www-form-urlencoded", "a+b=k3y+%26%3D%22%5C%C3%BC"],
  ] as const)("carries a body of type %o, with secrets written as its form wants them", async (body, type, sent) => {
    await using server = await startScriptedServer();
    expect(gist(await check(server.url, { method: "POST", body: body as never, secrets }))).toBe(200);
    expect(server.requests[0]).toMatchObject({
      body: sent,
      headers: { "content-type": type, "content-length": String(Buffer.byteLength(sent)) },
    });
  });

  it("has secrets in its query and header values, each put in once", async () => {
    await using server = await startScriptedServer();
    await check(`${server.url}/?a={{key}}&b={{other}}`, { secrets, headers: [{ name: "X-Other", value: "it {{ other }}" }] });
    const [request] = server.requests;
    expect(new URL(request?.path ?? "", server.url).searchParams.get("a")).toBe('k3y &="\\ü');
    expect(request?.headers["x-other"]).toBe("it {{key}} stays");
  });

  it("shows what was typed, never what stood in for it", async () => {
    await using server = await startScriptedServer((request, response) => response.writeHead(500).end(JSON.stringify(request)));
    const { evidence } = await check(`${server.url}/?a={{key}}`, {
      method: "POST",
      secrets: [{ name: "key", value: "v4lue-of-key" }],
      headers: [
        { name: "X-Key", value: "{{key}}" },
        { name: "X-Api-Key", value: "typed in clear" },
      ],
      body: { type: "raw", text: "{{key}}" },
    });
    expect(evidence.request).toEqual({
      method: "POST",
      url: `${server.url}/?a={{key}}`,
      headers: [
        ["X-Key", "{{key}}"],
        ["X-Api-Key", "[redacted]"],
      ],
      body: "{{key}}",
    });
    expect(evidence.response?.body).toContain("[redacted]");
    expect(JSON.stringify(evidence)).not.toContain("v4lue");
  });

  it.each([
    [{ url: "https://example.com/?a={{nope}}" }, "url", /Nothing is called \{\{nope\}\}/],
    [{ url: "https://example.com/{{key}}" }, "url", /not in its path/],
    [{ headers: [{ name: "A", value: "{{nope}}" }] }, "headers.0.value", /Nothing is called/],
    [{ url: "https://example.com/?a={{tokn}}", secrets: [{ name: "token", value: "v4lue" }] }, "url", /Did you mean \{\{token\}\}\?/],
    [{ body: { type: "raw", text: "{{nope}}" } }, "body.text", /Nothing is called/],
    [{ body: { type: "form", fields: [{ name: "a", value: "{{nope}}" }] } }, "body.fields.0.value", /Nothing is called/],
    [{ body: { type: "json", text: "{a:1}" } }, "body.text", /not JSON/],
    [{ headers: [{ name: "A", value: "a\r\nb" }] }, "headers.0.value", /line break/],
    [{ headers: [{ name: "A\r\nB", value: "a" }] }, "headers.0.name", /letters, digits/],
    [{ headers: [{ name: "Content-Length", value: "5" }] }, "headers.0.name", /set by Vedette/],
    [{ headers: [{ name: "A", value: "{{key}}" }], secrets: [{ name: "key", value: "a\r\nB: c" }] }, "headers.0.value", /several lines/],
    [{ auth: { type: "bearer", token: "a\nb" } }, "auth.token", /one line/],
    [{ auth: { type: "basic", user: "a:b" } }, "auth.user", /colon/],
    [{ auth: { type: "bearer", token: "t" }, headers: [{ name: "authorization", value: "x" }] }, "headers.0.name", /already/],
    [{ url: "http://example.com/", version: "2" }, "version", /TLS only/],
  ])("is refused at saving, at its field: %j", (spec, field, message) => {
    expect(problems(spec)[field]).toMatch(message);
  });

  it("takes a JSON body whose placeholders stand for numbers", () => {
    expect(problems({ body: { type: "json", text: '{"n": {{n}}}' }, secrets: [{ name: "n", value: "1234" }] })).toEqual({});
  });
});

describe("basic and bearer", () => {
  it.each([
    [{ type: "basic", user: "ann", password: "pässword" }, `Basic ${Buffer.from("ann:pässword").toString("base64")}`],
    [{ type: "bearer", token: "t0ken" }, "Bearer t0ken"],
  ] as const)("sign the first request: %j", async (auth, header) => {
    await using server = await startScriptedServer((request, response) => response.writeHead(500).end(request.headers.authorization));
    const result = await check(server.url, { auth });
    expect(server.requests[0]?.headers.authorization).toBe(header);
    expect(JSON.stringify(result)).not.toContain(header.split(" ")[1]);
  });
});

describe("digest", () => {
  const head = (...challenges: string[]) => ({
    version: "1.1" as const,
    status: 401,
    headers: challenges.map((value): [string, string] => ["www-authenticate", value]),
  });
  const rfc =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const mufasa = { user: "Mufasa", password: "Circle of Life", method: "GET", target: "/dir/index.html" };
  const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("answers the example of RFC 7616 with %s", (algorithm, response) => {
    const challenge = digestChallengeOf(head(`Digest ${rfc}, algorithm=${algorithm}`));
    expect(challenge && digestAnswer(challenge, mufasa, cnonce)).toContain(`response="${response}"`);
  });

  it("prefers SHA-256 among several challenges, in one header or more", () => {
    expect(digestChallengeOf(head(`Basic realm="x", Digest ${rfc}, algorithm=MD5, Digest ${rfc}, algorithm=SHA-256`))?.hash).toBe("sha256");
    expect(digestChallengeOf(head(`Digest ${rfc}`, `Digest ${rfc}, algorithm=SHA-256-sess`))).toMatchObject({
      hash: "sha256",
      isSession: true,
    });
    expect(
      digestChallengeOf(
        head(
          `Digest realm="x", nonce="y", qop="auth-int"`,
          `Digest realm="x", nonce="y", algorithm=SHA-1`,
          `Digest realm="x", nonce="y", algorithm=constructor`,
        ),
      ),
    ).toBeNull();
  });

  const h = (text: string) => createHash("md5").update(text).digest("hex");
  const field = (request: RecordedRequest, name: string) =>
    new RegExp(`\\b${name}="?([^",]*)`).exec(request.headers.authorization ?? "")?.[1] ?? "";
  const isRight = (request: RecordedRequest, password: string) =>
    field(request, "response") ===
    h(
      `${h(`${h(`ann:r:${password}`)}:n:${field(request, "cnonce")}`)}:n:00000001:${field(request, "cnonce")}:auth:${h(`POST:${request.path}`)}`,
    );

  it.each([
    ["opens-sesame", 200, 2],
    ["wrong-password", 401, 2],
  ])("with the password %s ends in %d after %d requests", async (password, status, requests) => {
    await using server = await startScriptedServer((request, response) =>
      isRight(request, "opens-sesame")
        ? response.end()
        : response.writeHead(401, { "www-authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess' }).end(),
    );
    const result = await check(`${server.url}/a?b=c`, {
      method: "POST",
      body: { type: "raw", text: "hello" },
      auth: { type: "digest", user: "ann", password },
    });
    expect(gist(result)).toBe(status);
    expect(server.requests.map((request) => request.body)).toEqual(Array.from({ length: requests }, () => "hello"));
    expect(JSON.stringify(result)).not.toContain(password);
  });
});

describe("OAuth 2 client credentials", () => {
  /** A token endpoint, and a target that takes the token given last. */
  async function start(token: (request: RecordedRequest, count: number) => { status: number; body: unknown }) {
    let good = "";
    let asked = 0;
    const server = await startScriptedServer((request, response) => {
      if (request.path !== "/token") {
        response.writeHead(request.headers.authorization === `Bearer ${good}` ? 200 : 401).end(request.headers.authorization);
        return;
      }
      const { status, body } = token(request, asked++);
      good = (body as { access_token?: string }).access_token ?? good;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    return { server, revoke: () => (good = "another"), tokens: () => server.requests.filter((request) => request.path === "/token") };
  }
  const auth = (url: string, clientId: string) =>
    ({ type: "oauth2", tokenUrl: `${url}/token`, clientId, clientSecret: "cl13nt s3cret", scope: "read" }) as const;

  it("asks once for a token, keeps it, and asks again when it is refused", async () => {
    const { server, revoke, tokens } = await start((_request, count) => ({
      status: 200,
      body: { access_token: `tok3n-${count}`, expires_in: 3_600 },
    }));
    await using _ = server;
    for (let i = 0; i < 3; i++) expect(gist(await check(server.url, { auth: auth(server.url, "kept") }))).toBe(200);
    expect(tokens()).toHaveLength(1);
    expect(tokens()[0]).toMatchObject({
      body: "grant_type=client_credentials&scope=read",
      headers: { authorization: `Basic ${Buffer.from("kept:cl13nt+s3cret").toString("base64")}` },
    });
    revoke();
    expect(gist(await check(server.url, { auth: auth(server.url, "kept") }))).toBe(200);
    expect(tokens()).toHaveLength(2);
  });

  it("asks no second time for a new token that is refused", async () => {
    const { server, tokens } = await start(() => ({ status: 200, body: { access_token: "tok3n" } }));
    await using _ = server;
    server.reply((request, response) =>
      request.path === "/token" ? response.end('{"access_token":"tok3n"}') : response.writeHead(401).end(request.headers.authorization),
    );
    const result = await check(server.url, { auth: auth(server.url, "refused") });
    expect(gist(result)).toBe(401);
    expect(tokens()).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain("tok3n");
  });

  it("sends the secret in the form to an endpoint that does not know Basic", async () => {
    const { server } = await start((request) =>
      request.body.includes("client_secret=cl13nt+s3cret") ? { status: 200, body: { access_token: "t" } } : { status: 401, body: {} },
    );
    await using _ = server;
    expect(gist(await check(server.url, { auth: auth(server.url, "form") }))).toBe(200);
  });

  it("does not use a token that is about to expire", async () => {
    const { server, tokens } = await start(() => ({ status: 200, body: { access_token: "t", expires_in: 1e-9 } }));
    await using _ = server;
    for (let i = 0; i < 2; i++) await check(server.url, { auth: auth(server.url, "short") });
    expect(tokens()).toHaveLength(2);
  });

  it.each([
    [
      { status: 400, body: { error: "invalid_client", error_description: "no cl13nt s3cret" } },
      /status 400/,
      "invalid_client: no [redacted]",
    ],
    [{ status: 200, body: { token: "x" } }, /no usable token/, undefined],
    [{ status: 200, body: { access_token: "a\r\nb" } }, /no usable token/, undefined],
    [{ status: 200, body: { access_token: "a", token_type: "mac" } }, /another kind/, undefined],
    [{ status: 200, body: [] }, /no usable token/, undefined],
  ])("says what the endpoint answered: %j", async (answer, message, detail) => {
    const { server } = await start(() => answer);
    await using _ = server;
    const result = await check(server.url, { auth: auth(server.url, "failing") });
    expect(result).toMatchObject({ outcome: "failed", failure: "token_failed", message: expect.stringMatching(message) });
    expect(result.evidence.detail).toBe(detail);
    expect(JSON.stringify(result)).not.toMatch(/cl13nt|s3cret/);
    expect(server.requests.every((request) => request.path === "/token")).toBe(true);
  });

  it("says when the endpoint cannot be reached, and counts its time", async () => {
    const closed = await startScriptedServer();
    await closed[Symbol.asyncDispose]();
    expect(gist(await check(closed.url, { auth: auth(closed.url, "closed") }))).toBe("token_failed");
    const { server } = await start(() => ({ status: 200, body: { access_token: "t" } }));
    await using _ = server;
    expect(await check(server.url, { auth: auth(server.url, "timed") })).toMatchObject({ phases: { connectUs: expect.any(Number) } });
  });
});

describe("a redirect", () => {
  const credentials = {
    headers: [
      { name: "X-Custom", value: "c" },
      { name: "Cookie", value: "a=b" },
    ],
    auth: { type: "basic", user: "ann", password: "secret" },
    method: "POST",
    body: { type: "raw", text: "hello" },
  } as const;
  const shownAt = ({ method, body, headers }: RecordedRequest = { method: "", path: "", headers: {}, body: "" }) =>
    [method, body, headers["x-custom"], headers.cookie, headers.authorization?.slice(0, 5), headers["content-type"]].map(String).join(" ");

  it.each([
    [307, "POST hello c a=b Basic text/plain"],
    [308, "POST hello c a=b Basic text/plain"],
    [303, "GET  c a=b Basic undefined"],
    [302, "GET  c a=b Basic undefined"],
  ])("%d on the same origin keeps what it may: %s", async (status, seen) => {
    await using server = await startScriptedServer((request, response) =>
      request.path === "/" ? response.writeHead(status, { location: "/next" }).end() : response.end(),
    );
    await check(server.url, credentials);
    expect(shownAt(server.requests[1])).toBe(seen);
  });

  it.each([307, 302])("%d to another origin, and back from there, carries nothing of ours", async (status) => {
    await using home = await startScriptedServer();
    await using other = await startScriptedServer((_request, response) => response.writeHead(307, { location: `${home.url}/back` }).end());
    home.reply((request, response) => (request.path === "/" ? response.writeHead(status, { location: other.url }).end() : response.end()));
    expect(gist(await check(home.url, credentials))).toBe(200);
    const bare = `${status === 307 ? "POST" : "GET"}  undefined undefined undefined undefined`;
    expect(shownAt(other.requests[0])).toBe(bare);
    expect(shownAt(home.requests[1])).toBe(bare);
  });
});

it("a detailed look at a plain answer shows its headers and its body", async () => {
  await using server = await startScriptedServer((_request, response) => response.setHeader("X-A", "b").end('{"ok":true}'));
  const result = await probe(HttpSpec.parse({ kind: "http", url: server.url }), localDeps, never, "detailed");
  expect(result.evidence).toMatchObject({ response: { body: '{"ok":true}' }, facts: { "http.version": "1.1", "body.size": 11 } });
});
