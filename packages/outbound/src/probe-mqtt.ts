import type { FactValue } from "@vedette/core/assertion/assertion";
import type { MqttSpec } from "@vedette/core/kinds/mqtt";
import { randomBytes } from "node:crypto";
import { ByteReader } from "./byte-reader.ts";
import { type Conversation, converse } from "./conversation.ts";
import { printable } from "./printable.ts";
import type { ProbeKind } from "./probe-io.ts";

const maxPacketBytes = 65_536;
/** How many messages of others are read while we wait for ours. */
const maxStrays = 1_000;
const [connect, connack, publish, subscribe, suback, disconnect] = [1, 2, 3, 8, 9, 14];

/** CONNECT, and with a topic SUBSCRIBE and PUBLISH at QoS 0 (MQTT 3.1.1 and 5.0, OASIS). */
export const probeMqtt: ProbeKind<MqttSpec> = async (spec, io) => {
  const { host, port, family, security, topic } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    talk.hide(spec.password);
    await signIn(talk, spec);
    const values = topic === "" ? {} : await exchange(talk, spec);
    talk.send(packet(disconnect << 4), "DISCONNECT");
    return { status: null, facts: { values } };
  });
};

async function signIn(talk: Conversation, { user, password, version, clientId }: MqttSpec): Promise<void> {
  const flags = 0x02 | (user === "" ? 0 : 0x80) | (password === "" ? 0 : 0x40);
  const id = clientId === "" ? `vedette-${randomBytes(6).toString("hex")}` : clientId;
  talk.send(
    packet(
      connect << 4,
      text("MQTT"),
      Buffer.from([version === "5" ? 5 : 4, flags, 0, 60, ...properties(version)]),
      text(id),
      ...(user === "" ? [] : [text(user)]),
      ...(password === "" ? [] : [text(password)]),
    ),
    `CONNECT ${id}${user === "" ? "" : ` as ${user}`}`,
  );
  const { kind, body } = await read(talk);
  if (kind !== connack) strange(talk);
  body.take(1);
  const code = body.u8();
  talk.note("them", `CONNACK ${code}`);
  if (code === 0) return;
  const detail = `return code ${code}`;
  // 3.1.1: bad user or password, not authorized. 5: the same, banned, bad authentication method.
  if ([4, 5, 0x86, 0x87, 0x8a, 0x8c].includes(code))
    talk.fail("auth_failed", "The broker refuses the user, the password or the client id.", detail);
  if ([3, 0x88, 0x89, 0x97, 0x9f].includes(code)) talk.fail("service_unhealthy", "The broker says that it cannot serve now.", detail);
  talk.fail("query_failed", "The broker refuses the connection.", detail);
}

async function exchange(talk: Conversation, { topic, exchange: how, version }: MqttSpec): Promise<Record<string, FactValue>> {
  talk.send(packet((subscribe << 4) | 2, Buffer.from([0, 1, ...properties(version)]), text(topic), Buffer.from([0])), `SUBSCRIBE ${topic}`);
  const payload = how === "publish" ? randomBytes(16).toString("hex") : null;
  let startedAtMs = performance.now();
  for (let strays = 0; strays < maxStrays; strays++) {
    const { kind, flags, body } = await read(talk);
    if (kind === suback) {
      subscribed(talk, body, version);
      if (payload === null) continue;
      startedAtMs = performance.now();
      talk.send(packet(publish << 4, text(topic), Buffer.from(properties(version)), Buffer.from(payload)), `PUBLISH ${payload}`);
    } else if (kind === publish) {
      const message = messageOf(body, flags, version);
      if (strays < 5) talk.note("them", `PUBLISH ${message}`);
      // A retained message may come before the answer to SUBSCRIBE.
      if (payload === null) return { "mqtt.message": printable(message, 1_000) };
      if (message === payload) return { "mqtt.message": message, "mqtt.round_trip": performance.now() - startedAtMs };
    } else strange(talk);
  }
  talk.fail("too_large", `${maxStrays} other messages came, and ours was not among them.`);
}

function subscribed(talk: Conversation, body: ByteReader, version: MqttSpec["version"]): void {
  body.take(2);
  if (version === "5") body.take(lengthOf(body));
  const code = body.u8();
  talk.note("them", `SUBACK ${code}`);
  if (code >= 0x80) talk.fail("query_failed", "The broker refuses the subscription.", `reason code ${code}`);
}

function messageOf(body: ByteReader, flags: number, version: MqttSpec["version"]): string {
  body.take(body.u16());
  // A packet id stands here from QoS 1 on; we subscribe at 0.
  if ((flags & 6) !== 0) body.take(2);
  if (version === "5") body.take(lengthOf(body));
  return body.rest().toString();
}

async function read(talk: Conversation): Promise<{ kind: number; flags: number; body: ByteReader }> {
  const head = (await talk.bytes(1)).readUInt8();
  let size = 0;
  for (let place = 0, more = true; more; place++) {
    if (place > 3) strange(talk);
    const byte = (await talk.bytes(1)).readUInt8();
    size += (byte & 127) * 128 ** place;
    more = byte >= 128;
  }
  if (size > maxPacketBytes) talk.fail("too_large", `The broker announced ${size} bytes; at most ${maxPacketBytes} are read.`);
  return { kind: head >> 4, flags: head & 15, body: new ByteReader(await talk.bytes(size), () => strange(talk)) };
}

function strange(talk: Conversation): never {
  talk.fail("protocol_error", "The broker does not speak MQTT as it should.");
}

function packet(head: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; rest > 0 || length.length === 0; rest = Math.floor(rest / 128))
    length.push((rest % 128) | (rest >= 128 ? 128 : 0));
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** MQTT 5 has properties in most packets; we have none to say. */
function properties(version: MqttSpec["version"]): number[] {
  return version === "5" ? [0] : [];
}

/** A variable byte integer. */
function lengthOf(body: ByteReader): number {
  let value = 0;
  for (let place = 0; place < 4; place++) {
    const byte = body.u8();
    value += (byte & 127) * 128 ** place;
    if (byte < 128) break;
  }
  return value;
}
