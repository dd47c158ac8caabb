import type { FactValue } from "@vedette/core/assertion/assertion";
import type { MongodbSpec } from "@vedette/core/kinds/mongodb";
import { createHash } from "node:crypto";
import { type BsonDocument, type BsonValue, fromBson, toBson } from "./bson.ts";
import { type Conversation, converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";
import { Scram, ScramError } from "./scram.ts";

const opMsg = 2013;
const headBytes = 21;

/** hello, SCRAM where asked, ping, each as one OP_MSG (MongoDB manual, "Wire Protocol"). Only the server that was named is dialled. */
export const probeMongodb: ProbeKind<MongodbSpec> = async (spec, io) => {
  const { host, port, family, security, user, authDatabase } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const hello = await run(talk, "hello", {
      hello: 1,
      ...(user !== "" && { saslSupportedMechs: `${authDatabase}.${user}` }),
      $db: "admin",
    });
    if (user !== "") await signIn(talk, spec, hello["saslSupportedMechs"] ?? null);
    await run(talk, "ping", { ping: 1, $db: "admin" });
    const values: Record<string, FactValue> = { "mongodb.state": stateOf(hello) };
    const set = hello["setName"];
    if (typeof set === "string") Object.assign(values, { "mongodb.set": set.slice(0, 200), "mongodb.members": membersOf(hello) });
    return { status: null, facts: { values } };
  });
};

function stateOf(hello: BsonDocument): string {
  if (hello["msg"] === "isdbgrid") return "router";
  if (hello["setName"] === undefined) return hello["isreplicaset"] === true ? "other" : "standalone";
  if (hello["isWritablePrimary"] === true) return "primary";
  if (hello["secondary"] === true) return "secondary";
  return hello["arbiterOnly"] === true ? "arbiter" : "other";
}

function membersOf(hello: BsonDocument): number {
  const lists = [hello["hosts"], hello["passives"], hello["arbiters"]];
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

async function signIn(talk: Conversation, { user, password, authDatabase }: MongodbSpec, known: BsonValue): Promise<void> {
  talk.hide(password);
  // A server that does not say what the user has (because it may not, or there is no such user) is asked for the newer one.
  const isOld = Array.isArray(known) && !known.includes("SCRAM-SHA-256") && known.includes("SCRAM-SHA-1");
  const scram = isOld ? new Scram("sha1", user, md5(`${user}:mongo:${password}`)) : new Scram("sha256", user, password.normalize("NFKC"));
  const start = {
    saslStart: 1,
    mechanism: isOld ? "SCRAM-SHA-1" : "SCRAM-SHA-256",
    payload: Buffer.from(scram.first()),
    options: { skipEmptyExchange: true },
  };
  const first = await run(talk, "saslStart", { ...start, $db: authDatabase });
  const go = (payload: string) =>
    run(talk, "saslContinue", {
      saslContinue: 1,
      conversationId: first["conversationId"] ?? 1,
      payload: Buffer.from(payload),
      $db: authDatabase,
    });
  try {
    const proof = await scram.proof(payloadOf(first));
    talk.hide(proof);
    const last = await go(proof);
    if (!scram.verify(payloadOf(last))) talk.fail("auth_failed", "The server could not prove that it knows the password.");
    // Servers before 4.4 want an empty message more.
    if (last["done"] !== true && (await go(""))["done"] !== true) talk.fail("protocol_error", "The server does not end the sign-in.");
  } catch (error) {
    if (error instanceof ScramError) talk.fail("protocol_error", error.message);
    throw error;
  }
}

/** Runs one command and gives its answer; one that says it failed ends the conversation. */
async function run(talk: Conversation, name: string, command: BsonDocument): Promise<BsonDocument> {
  const strange = () => talk.fail("protocol_error", "The server does not speak the protocol of MongoDB.");
  const body = toBson(command);
  const head = Buffer.alloc(headBytes);
  head.writeInt32LE(headBytes + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(opMsg, 12);
  talk.send(Buffer.concat([head, body]), name.startsWith("sasl") ? `${name} [hidden]` : name);
  const answerHead = await talk.bytes(headBytes);
  const size = answerHead.readInt32LE(0) - headBytes;
  // Flags 0 and section kind 0 are what a server answers to us.
  if (size < 5 || answerHead.readInt32LE(12) !== opMsg || answerHead.readInt32LE(16) !== 0 || answerHead[20] !== 0) strange();
  const answer = fromBson(await talk.bytes(size), strange);
  const { ok, errmsg, code, codeName } = answer;
  if (ok === 1) {
    talk.note("them", `${name}: ok`);
    return answer;
  }
  const detail = [code, codeName, errmsg].filter((word) => typeof word === "string" || typeof word === "number").join(" ");
  talk.note("them", detail);
  // AuthenticationFailed; Unauthorized; UserNotFound; MechanismUnavailable.
  if (name.startsWith("sasl") || code === 13) return talk.fail("auth_failed", "The server refuses the user or the password.", detail);
  // InterruptedAtShutdown, ShutdownInProgress, and the like.
  if (code === 11_600 || code === 91) return talk.fail("service_unhealthy", "The server says that it cannot serve now.", detail);
  return talk.fail("query_failed", `The server refuses ${name}.`, detail);
}

function payloadOf(answer: BsonDocument): string {
  const payload = answer["payload"];
  return Buffer.isBuffer(payload) ? payload.toString() : "";
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
