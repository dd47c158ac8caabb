import type { FactValue } from "@vedette/core/assertion/assertion";
import type { NatsSpec } from "@vedette/core/kinds/nats";
import { randomBytes } from "node:crypto";
import { type Conversation, converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";

/** How many messages of others, and lines besides, are read while we wait for ours. */
const maxStrays = 1_000;

/** INFO, TLS, CONNECT, PING and PONG; then publishes to the spec's subject and waits for the same message. */
export const probeNats: ProbeKind<NatsSpec> = async (spec, io) => {
  const { host, port, family, security, subject } = spec;
  return await converse({ host, port, family, tls: null }, io, async (talk) => {
    const info = readInfo(talk, await talk.line(65_536));
    if (security === "tls") await talk.upgrade(spec.tls);
    else if (info["tls_required"] === true) talk.fail("tls_failed", "The server wants TLS. Set the security of this monitor to TLS.");
    connect(talk, spec);
    talk.send("PING\r\n");
    await until(talk, (line) => line === "PONG");
    const roundTrip = subject === "" ? {} : { "nats.round_trip": await roundTripMs(talk, subject) };
    const values: Record<string, FactValue> = { "nats.version": textOf(info["version"]), "nats.jetstream": info["jetstream"] === true };
    return { status: null, facts: { values: { ...values, ...roundTrip } } };
  });
};

function readInfo(talk: Conversation, line: string): Record<string, unknown> {
  const strange = () => talk.fail("protocol_error", "The server does not begin with the INFO of NATS.", line);
  if (!line.startsWith("INFO {")) return strange();
  try {
    return JSON.parse(line.slice(5)) as Record<string, unknown>; // safe because JSON that begins with { is an object
  } catch {
    return strange();
  }
}

function connect(talk: Conversation, { user, password, token, security }: NatsSpec): void {
  talk.hide(...[password, token].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  const how = {
    verbose: false,
    pedantic: false,
    tls_required: security === "tls",
    lang: "node",
    version: "1",
    name: "vedette",
    protocol: 1,
  };
  const who = token !== "" ? { auth_token: token } : user !== "" ? { user, pass: password } : {};
  const shown = token !== "" ? " with a token" : user !== "" ? ` as ${user}` : "";
  talk.send(`CONNECT ${JSON.stringify({ ...how, ...who })}\r\n`, `CONNECT${shown}`);
}

async function roundTripMs(talk: Conversation, subject: string): Promise<number> {
  const payload = randomBytes(16).toString("hex");
  const startedAtMs = performance.now();
  talk.send(`SUB ${subject} 1\r\nPUB ${subject} ${payload.length}\r\n${payload}\r\n`);
  await until(talk, async (line) => {
    const size = /^MSG \S+ 1 (?:\S+ )?(\d{1,7})$/.exec(line)?.[1];
    if (size === undefined) return false;
    const message = (await talk.bytes(Number(size) + 2)).toString("utf8", 0, Number(size));
    return message === payload;
  });
  return performance.now() - startedAtMs;
}

/** Reads until `isWanted`, answers the server's own PING meanwhile, and ends the conversation at its -ERR. */
async function until(talk: Conversation, isWanted: (line: string) => boolean | Promise<boolean>): Promise<void> {
  for (let strays = 0; strays < maxStrays; strays++) {
    const line = await talk.line(65_536);
    if (await isWanted(line)) return;
    if (line === "PING") talk.send("PONG\r\n");
    if (line.startsWith("-ERR")) refuse(talk, line.slice(5));
    if (!/^(?:PING|PONG|\+OK|INFO \{.*|MSG .*)$/.test(line))
      talk.fail("protocol_error", "The server does not speak the protocol of NATS.", line);
  }
  talk.fail("too_large", `${maxStrays} other messages came, and ours was not among them.`);
}

function refuse(talk: Conversation, words: string): never {
  if (/authori[sz]ation|authentication|user/i.test(words) && !/permissions/i.test(words))
    talk.fail("auth_failed", "The server refuses the token, the user or the password.", words);
  talk.fail("query_failed", "The server refuses what was sent.", words);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 100) : null;
}
