import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { freshDatabase } from "@vedette/testkit/database";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority } from "@vedette/testkit/tls-fixtures";
import { createHash } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { overTls } from "./over-tls.ts";
import { type PostgresScript, error, message, oneValue, ready, signedIn, speakPostgres } from "./postgres-script.ts";

const password = "correct horse";

const script: PostgresScript = {
  startup: [message("N", "SNOTICE\0Mhello\0\0"), message("R", 3)],
  answers: {
    p: (body) => (body.toString() === `${password}\0` ? signedIn : [error("28P01", 'password authentication failed for user "watch"')]),
    Q: () => [message("C", "OK\0"), ready],
    S: () => oneValue(20, "42"),
  },
};

itKeepsTheContract({
  kind: "postgres",
  spec: (host, port) => ({ kind: "postgres", host, port, user: "watch", password, statement: "SELECT count(*) FROM jobs" }),
  serve: speakPostgres(script),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "postgres", host: "127.0.0.1", port, timeoutMs: 2_000, user: "watch", password, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it.each<[string, Partial<PostgresScript>, Record<string, unknown>, string]>([
  ["another password", {}, { password: "wrong" }, "auth_failed"],
  ["no password", {}, { password: "" }, "auth_failed"],
  ["no entry for a connection without TLS", { startup: [error("28000", "no pg_hba.conf entry, no encryption")] }, {}, "auth_failed"],
  ["a way to sign in that nobody knows", { startup: [message("R", 9)] }, {}, "auth_failed"],
  ["no such database", { startup: [error("3D000", 'database "app" does not exist')] }, {}, "query_failed"],
  ["too many connections", { startup: [error("53300", "sorry, too many clients already")] }, {}, "service_unhealthy"],
  ["a server that has no TLS", {}, { security: "tls" }, "tls_failed"],
  [
    "a sign-in that ends without proof",
    { startup: [message("R", 10, "SCRAM-SHA-256\0\0")], answers: { p: () => signedIn } },
    {},
    "protocol_error",
  ],
  [
    "rounds that would keep us busy",
    {
      startup: [message("R", 10, "SCRAM-SHA-256\0\0")],
      answers: { p: (body) => [message("R", 11, `r=${body.toString().split("r=")[1]}X,s=c2FsdA==,i=90000000`)] },
    },
    {},
    "protocol_error",
  ],
  [
    "an answer without end",
    { answers: { ...script.answers, S: () => Array<Buffer>(20).fill(message("D", "\0\x01", 100_000, "x".repeat(100_000))) } },
    {},
    "too_large",
  ],
])("names %s", async (_name, parts, input, failure) => {
  await using server = await startTcpServer(speakPostgres({ ...script, ...parts }));
  expect(gist(await check(server.port, input))).toBe(failure);
});

it("answers md5 with the salt of the server, and shows none of it", async () => {
  const md5 = (text: string | Buffer) => createHash("md5").update(text).digest("hex");
  const answer = `md5${md5(Buffer.concat([Buffer.from(md5(`${password}watch`)), Buffer.from("salt")]))}`;
  await using server = await startTcpServer(
    speakPostgres({
      startup: [message("R", 5, "salt")],
      answers: { ...script.answers, p: (body) => (body.toString() === `${answer}\0` ? signedIn : [error("28P01", body.toString())]) },
    }),
  );
  expect(gist(await check(server.port))).toBe("answered");
  const refused = JSON.stringify(await check(server.port, { password: "wrong" }));
  expect(refused).toContain("28P01");
  expect(refused).not.toMatch(/md5[0-9a-f]{8}/);
});

it("asks for TLS, verifies it, and takes nothing that was slipped in before it began", async () => {
  await using server = await startTcpServer(speakPostgres({ ...script, secure: (socket) => overTls(socket, speakPostgres(script)) }));
  await using injecting = await startTcpServer((socket) =>
    socket.once("data", () => socket.write(Buffer.concat([Buffer.from("S"), ...signedIn]))),
  );
  const tls = { authorities: testAuthority };
  expect(await check(server.port, { security: "tls", tls })).toMatchObject({ outcome: "answered", evidence: { tls: { trusted: true } } });
  expect(gist(await check(server.port, { security: "tls" }))).toBe("tls_untrusted");
  expect(gist(await check(injecting.port, { security: "tls", tls }))).toBe("protocol_error");
});

describe("a real PostgreSQL", () => {
  const checkReal = async (url: string, input: Record<string, unknown> = {}) => {
    const { port, username, password: secret, pathname } = new URL(url);
    return await check(Number(port), { user: username, password: secret, database: pathname.slice(1), ...input });
  };
  const factsOf = async (url: string, statement: string) => (await checkReal(url, { statement })).evidence.facts;

  it("signs us in by SCRAM and answers a statement with its first value", async () => {
    await using database = await freshDatabase();
    await database.pool.query("CREATE TABLE jobs AS SELECT generate_series(1, 2500) AS id");
    expect(await factsOf(database.url, "SELECT count(*) FROM jobs")).toMatchObject({
      "sql.value": 2_500,
      "sql.rows": 1,
      "sql.standby": false,
    });
    expect(await factsOf(database.url, "SELECT id FROM jobs ORDER BY id")).toMatchObject({ "sql.value": 1, "sql.rows": 1_000 });
    expect(await factsOf(database.url, "SHOW server_version")).toMatchObject({ "sql.version": expect.stringMatching(/^18/) });
    expect(await factsOf(database.url, "SELECT true")).toMatchObject({ "sql.value": true });
    expect(await factsOf(database.url, "SELECT id FROM jobs WHERE id < 0")).toMatchObject({ "sql.value": null, "sql.rows": 0 });
    expect(await factsOf(database.url, "SELECT 1.25::numeric, 2")).toMatchObject({ "sql.value": 1.25 });
  });

  it("lets no statement write, nor a second one follow the first", async () => {
    await using database = await freshDatabase();
    await database.pool.query("CREATE TABLE jobs (id int); INSERT INTO jobs VALUES (1)");
    for (const statement of [
      "WITH gone AS (DELETE FROM jobs RETURNING 1) SELECT count(*) FROM gone",
      "SELECT 1; COMMIT; DELETE FROM jobs",
      "SELECT id INTO copies FROM jobs",
    ]) {
      expect(gist(await checkReal(database.url, { statement })), statement).toBe("query_failed");
    }
    const { rows } = await database.pool.query("SELECT id, to_regclass('copies') AS copies FROM jobs");
    expect(rows).toEqual([{ id: 1, copies: null }]);
  });

  it("names a wrong password, a missing database, a missing table, and a statement that takes too long", async () => {
    const url = inject("postgresUrl");
    const wrong = await checkReal(url, { password: "wrong" });
    expect(wrong).toMatchObject({ failure: "auth_failed", evidence: { detail: expect.stringContaining("28P01") } });
    expect(JSON.stringify(wrong)).not.toMatch(/[rsp]=[\w+/]{8}/);
    expect(gist(await checkReal(url, { database: "nowhere" }))).toBe("query_failed");
    expect(await checkReal(url, { statement: "SELECT * FROM nothing" })).toMatchObject({
      failure: "query_failed",
      evidence: { detail: '42P01 relation "nothing" does not exist' },
    });
    expect(gist(await checkReal(url, { statement: "SELECT pg_sleep(5)", timeoutMs: 300 }))).toMatch(/response_timeout|query_failed/);
    expect(gist(await checkReal(url, { security: "tls" }))).toBe("tls_failed");
  });
});
