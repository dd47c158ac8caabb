import { afterAll, beforeAll, expect, it } from "vitest";
import { type Deps, createDeps } from "../src/server/deps.ts";
import { handleTrpc } from "../src/server/handle-trpc.ts";
import { type TestPerson, type Web, origin, startWeb } from "./web-fixture.ts";

let web: Web;
let ada: TestPerson;
beforeAll(async () => {
  web = await startWeb();
  ada = await web.person("ada@example.com");
});
afterAll(async () => await web[Symbol.asyncDispose]());

const sound = () => ({ cookie: ada.cookie, origin, "x-vedette": "1", "content-type": "application/json" });
const post = async (headers: Record<string, string>, body: string = JSON.stringify({ name: "T" }), path = "team.create") =>
  await handleTrpc(web.deps, new Request(`${origin}/api/trpc/${path}`, { method: "POST", headers, body }));

it("takes a mutation that our own page sends", async () => {
  expect((await post(sound())).status).toBe(200);
});

it.each([
  ["no own header", { "x-vedette": "" }, 403],
  ["another origin", { origin: "https://evil.example" }, 403],
  ["another port", { origin: "http://localhost:3001" }, 403],
  ["a sandboxed frame", { origin: "null" }, 403],
  ["another site", { "sec-fetch-site": "cross-site" }, 403],
  ["a sibling domain", { "sec-fetch-site": "same-site" }, 403],
  ["a plain form's type", { "content-type": "text/plain" }, 415],
  ["an urlencoded form", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["a multipart form", { "content-type": "multipart/form-data; boundary=x" }, 415],
  ["an encoded body", { "content-encoding": "gzip" }, 415],
])("refuses a mutation with %s", async (_, change, status) => {
  const before = await web.deps.db.prisma.team.count();
  expect((await post({ ...sound(), ...change })).status).toBe(status);
  expect(await web.deps.db.prisma.team.count()).toBe(before);
});

it("refuses a mutation that says nothing of where it comes from", async () => {
  const { origin: _, ...silent } = sound();
  expect((await post(silent)).status).toBe(403);
  expect((await post({ ...silent, "sec-fetch-site": "same-origin" })).status).toBe(200);
});

it("refuses bodies that are too large or too deep, batches that are too long, and text that is no JSON", async () => {
  expect((await post(sound(), JSON.stringify({ name: "x".repeat(100_001) }))).status).toBe(413);
  expect((await post(sound(), `${"[".repeat(21)}${"]".repeat(21)}`)).status).toBe(400);
  expect((await post(sound(), `{"name":"${"[".repeat(60)}"}`)).status).toBe(200);
  expect((await post(sound(), "{}", `${Array.from({ length: 11 }, () => "session.me").join(",")}?batch=1`)).status).toBe(400);
  for (const comma of [",", "%2C", "%2c"]) {
    const path = Array.from({ length: 11 }, () => "session.instance").join(comma);
    const answer = await handleTrpc(web.deps, new Request(`${origin}/api/trpc/${path}?batch=1&input={}`, { headers: sound() }));
    expect([comma, answer.status]).toEqual([comma, 400]);
  }
  expect((await post(sound(), "{")).status).toBe(400);
});

it("changes nothing on GET", async () => {
  const before = await web.deps.db.prisma.team.count();
  const answer = await handleTrpc(
    web.deps,
    new Request(`${origin}/api/trpc/team.create?input=${encodeURIComponent('{"name":"T"}')}`, { headers: sound() }),
  );
  expect(answer.status).toBe(405);
  expect(await web.deps.db.prisma.team.count()).toBe(before);
});

it("is not moved by keys that reach for prototypes", async () => {
  for (const body of [
    '{"name":"T","__proto__":{"polluted":true}}',
    '{"name":"T","constructor":{"prototype":{"polluted":true}}}',
    '{"__proto__":{"name":"T"}}',
  ]) {
    expect((await post(sound(), body)).status).toBe(400);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  }
});

it("tells of a failure of ours a trace id and nothing else", async () => {
  const broken = {
    ...web.deps,
    db: {
      ...web.deps.db,
      config: {
        ...web.deps.db.config,
        teams: { ...web.deps.db.config.teams, ofUser: () => Promise.reject(new Error("password=hunter2 at 10.0.0.1")) },
      },
    },
  };
  const answer = await handleTrpc(broken, new Request(`${origin}/api/trpc/session.me?input={}`, { headers: sound() }));
  const text = await answer.text();
  expect([answer.status, text]).toEqual([500, expect.stringMatching(/Something went wrong on our side\. Trace id [0-9a-f]{12}\./)]);
  expect(text).not.toMatch(/hunter2|10\.0\.0\.1|stack|\.ts/);
});

it("says that the database is away, to whoever is signed in and to anybody else, and knows them again afterwards", async () => {
  const away = createDeps({ env: { ...web.deps.env, DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing" }, ring: async () => {} });
  const ask = async (deps: Deps, path: string, cookie: string) =>
    await handleTrpc(deps, new Request(`${origin}/api/trpc/${path}?input={}`, { headers: { ...sound(), cookie } }));
  for (const [path, cookie] of [
    ["session.me", ada.cookie],
    ["session.instance", ""],
  ] as const) {
    const answer = await ask(away, path, cookie);
    expect([answer.status, await answer.json()]).toMatchObject([503, { error: { data: { appCode: "unavailable" } } }]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  await away.close();
  expect((await ask(web.deps, "session.me", ada.cookie)).status).toBe(200);
});
