import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { BsonDocument } from "../src/bson.ts";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { type MongoAnswer, mongoMessage, mongoPrimary, speakMongodb } from "./mongodb-script.ts";

const password = "correct horse";
const md5 = createHash("md5").update(`watch:mongo:${password}`).digest("hex");

itKeepsTheContract({
  kind: "mongodb",
  spec: (host, port) => ({ kind: "mongodb", host, port, user: "watch", password }),
  serve: speakMongodb(mongoPrimary("SCRAM-SHA-256", password)),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "mongodb", host: "127.0.0.1", port, timeoutMs: 2_000, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it.each([
  ["SCRAM-SHA-256", mongoPrimary("SCRAM-SHA-256", password)],
  ["SCRAM-SHA-256 as before 4.4", mongoPrimary("SCRAM-SHA-256", password, {}, true)],
  ["SCRAM-SHA-256 of a server that does not say what it speaks", mongoPrimary("SCRAM-SHA-256", password, { saslSupportedMechs: null })],
  ["SCRAM-SHA-1", mongoPrimary("SCRAM-SHA-1", md5)],
])("signs in by %s, and shows neither proof nor hash", async (_name, session) => {
  await using server = await startTcpServer(speakMongodb(session));
  const result = await check(server.port, { user: "watch", password });
  expect(result).toMatchObject({ outcome: "answered" });
  expect(JSON.stringify(result)).not.toMatch(/[prsv]=[\w+/]{8}/);
  expect(gist(await check(server.port, { user: "watch", password: "wrong" }))).toBe("auth_failed");
});

it.each([
  [{}, { "mongodb.state": "primary", "mongodb.set": "rs0", "mongodb.members": 3 }],
  [{ isWritablePrimary: false, secondary: true }, { "mongodb.state": "secondary" }],
  [{ isWritablePrimary: false, arbiterOnly: true }, { "mongodb.state": "arbiter" }],
  [{ isWritablePrimary: false }, { "mongodb.state": "other" }],
])("tells the state of a member that says %j", async (more, facts) => {
  await using server = await startTcpServer(speakMongodb(mongoPrimary("SCRAM-SHA-256", password, more)));
  expect((await check(server.port)).evidence.facts).toMatchObject(facts);
});

it.each([
  [{ isWritablePrimary: true }, "standalone"],
  [{ isWritablePrimary: true, msg: "isdbgrid" }, "router"],
])("tells what a server outside of a set is that says %j", async (hello, state) => {
  await using server = await startTcpServer(speakMongodb((): MongoAnswer => () => ({ ...hello, ok: 1 })));
  expect((await check(server.port)).evidence.facts).toMatchObject({ "mongodb.state": state });
});

it.each<[string, () => MongoAnswer, string]>([
  [
    "a command that wants a sign-in",
    () => (command) => ("ping" in command ? { ok: 0, code: 13, errmsg: "command ping requires authentication" } : { ok: 1 }),
    "auth_failed",
  ],
  ["a server that is shutting down", () => () => ({ ok: 0, code: 91, codeName: "ShutdownInProgress" }), "service_unhealthy"],
  ["a command that is refused", () => () => ({ ok: 0, code: 59, codeName: "CommandNotFound" }), "query_failed"],
])("names %s", async (_name, session, failure) => {
  await using server = await startTcpServer(speakMongodb(session));
  expect(gist(await check(server.port))).toBe(failure);
});

it("takes a document that is nested without end, or that lies about its size, for what it is", async () => {
  let deep: BsonDocument = {};
  for (let depth = 0; depth < 30; depth++) deep = { a: deep };
  const lying = mongoMessage({ ok: 1 });
  lying.writeInt32LE(1_000, 21);
  for (const answer of [mongoMessage(deep), lying]) {
    await using server = await startTcpServer((socket) => socket.on("data", () => socket.write(answer)));
    expect(gist(await check(server.port))).toBe("protocol_error");
  }
});
