import type { FactValue } from "@vedette/core/assertion/assertion";
import type { RedisSpec } from "@vedette/core/kinds/redis";
import { commandWords } from "@vedette/core/redis-command";
import { type Conversation, converse } from "./conversation.ts";
import { printable } from "./printable.ts";
import type { ProbeKind } from "./probe-io.ts";

const maxValueBytes = 65_536;
/** Those in which the server says that it is there and cannot serve. */
const unwell = /^(?:LOADING|MASTERDOWN|BUSY|CLUSTERDOWN|MISCONF|TRYAGAIN)\b/;
const notSignedIn = /^(?:NOAUTH|WRONGPASS|DENIED)\b/;

/** Signs in, sends PING and the spec's command in RESP2, which every version speaks. */
export const probeRedis: ProbeKind<RedisSpec> = async (spec, io) => {
  const { host, port, family, security, user, password, database, command } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    if (password !== "") await signIn(talk, user, password);
    if (database > 0) await ask(talk, ["SELECT", String(database)]);
    const pong = await ask(talk, ["PING"]);
    if (pong !== "PONG") talk.fail("reply_unexpected", "The server does not answer PING with PONG.", String(pong));
    const values: Record<string, FactValue> = {};
    const words = commandWords(command) ?? [];
    if (words.length > 0) values["redis.value"] = valueOf(await ask(talk, words));
    if (io.trace.wantsDetail) Object.assign(values, await role(talk));
    return { status: null, facts: { values } };
  });
};

async function signIn(talk: Conversation, user: string, password: string): Promise<void> {
  talk.hide(password);
  const credentials = user === "" ? [password] : [user, password];
  talk.send(encoded(["AUTH", ...credentials]), ["AUTH", ...credentials.slice(0, -1), "[hidden]"].join(" "));
  const answer = await reply(talk);
  if (answer instanceof Refusal) talk.fail("auth_failed", "The server refuses the user or the password.", answer.text);
}

/** Who is who in the replication; nothing where the user may not know. */
async function role(talk: Conversation): Promise<Record<string, FactValue>> {
  send(talk, ["INFO", "replication"]);
  const answer = await reply(talk);
  if (typeof answer !== "string") return {};
  const fields = new Map(answer.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
  return {
    "redis.role": fields.get("role") ?? null,
    "redis.replicas": Number(fields.get("connected_slaves") ?? 0),
    ...(fields.has("master_link_status") && { "redis.master_link": fields.get("master_link_status") ?? null }),
  };
}

async function ask(talk: Conversation, words: readonly string[]): Promise<string | number | null> {
  send(talk, words);
  const answer = await reply(talk);
  if (!(answer instanceof Refusal)) return answer;
  if (notSignedIn.test(answer.text)) talk.fail("auth_failed", "The server wants us to sign in first.", answer.text);
  if (unwell.test(answer.text)) talk.fail("service_unhealthy", "The server says that it cannot serve now.", answer.text);
  talk.fail("query_failed", `The server refuses ${words[0]?.toUpperCase() ?? ""}.`, answer.text);
}

class Refusal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One reply that is a single value. */
async function reply(talk: Conversation): Promise<string | number | null | Refusal> {
  const line = await talk.line();
  const text = line.slice(1);
  if (line.startsWith("+")) return text;
  if (line.startsWith("-")) return new Refusal(text);
  if (/^:-?\d{1,19}$/.test(line)) return Number(text);
  if (line === "$-1") return null;
  if (!/^\$\d{1,9}$/.test(line)) talk.fail("protocol_error", "The server does not speak the protocol of Redis.", line);
  const size = Number(text);
  if (size > maxValueBytes) talk.fail("too_large", `The answer has ${size} bytes; at most ${maxValueBytes} are read.`);
  const value = (await talk.bytes(size + 2)).toString("utf8", 0, size);
  talk.note("them", value);
  return value;
}

function send(talk: Conversation, words: readonly string[]): void {
  talk.send(encoded(words), words.join(" "));
}

function encoded(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

/** Redis knows text only, so a number in a string is taken as one. */
function valueOf(answer: string | number | null): FactValue {
  if (typeof answer !== "string") return answer;
  return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(answer) ? Number(answer) : printable(answer, 1_000);
}
