import type { FactValue } from "@vedette/core/assertion/assertion";
import type { AmqpSpec } from "@vedette/core/kinds/amqp";
import { randomBytes } from "node:crypto";
import { AmqpWire, bits, longText, shortText, table, u16, u32 } from "./amqp-wire.ts";
import { converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";

/** Opens a connection and a channel (AMQP 0-9-1), looks at a queue or sends a message round, and closes. */
export const probeAmqp: ProbeKind<AmqpSpec> = async (spec, io) => {
  const { host, port, family, security, queue, roundTrip } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const wire = new AmqpWire(talk);
    await open(wire, spec);
    const values: Record<string, FactValue> = {
      ...(queue !== "" && (await count(wire, queue))),
      ...(roundTrip && { "amqp.round_trip": await roundTripMs(wire) }),
    };
    wire.method(0, "connection.close", u16(200), shortText("bye"), u16(0), u16(0));
    await wire.expect("connection.close-ok");
    return { status: null, facts: { values } };
  });
};

async function open(wire: AmqpWire, { user, password, virtualHost }: AmqpSpec): Promise<void> {
  const { talk } = wire;
  // What brokers come with, and what an address without a user means to every client.
  const [name, secret] = user === "" ? ["guest", password === "" ? "guest" : password] : [user, password];
  const plain = `\0${name}\0${secret}`;
  talk.hide(secret, plain);
  talk.send("AMQP\0\0\u0009\u0001", "AMQP 0-9-1");
  const start = await wire.expect("connection.start");
  start.take(2);
  start.take(start.u32());
  const mechanisms = start.text(start.u32()).split(" ");
  if (!mechanisms.includes("PLAIN")) talk.fail("auth_failed", "The broker does not offer to sign in by PLAIN.", mechanisms.join(" "));
  talk.note("us", `sign in as ${name} by PLAIN [hidden]`);
  const about = table({ product: "Vedette", capabilities: { authentication_failure_close: true } });
  wire.method(0, "connection.start-ok", about, shortText("PLAIN"), longText(plain), shortText("en_US"));
  const tune = await wire.expect("connection.tune");
  const [channels, frameBytes] = [tune.u16(), tune.u32()];
  wire.method(0, "connection.tune-ok", u16(channels), u32(frameBytes), u16(0));
  wire.method(0, "connection.open", shortText(virtualHost), shortText(""), bits());
  await wire.expect("connection.open-ok");
  wire.method(1, "channel.open", shortText(""));
  await wire.expect("channel.open-ok");
}

/** A passive declaration creates nothing and takes nothing. */
async function count(wire: AmqpWire, queue: string): Promise<Record<string, FactValue>> {
  wire.method(1, "queue.declare", u16(0), shortText(queue), bits("passive"), table({}));
  const declared = await wire.expect("queue.declare-ok");
  declared.take(declared.u8());
  const [messages, consumers] = [declared.u32(), declared.u32()];
  wire.talk.note("them", `${messages} messages, ${consumers} consumers`);
  return { "amqp.messages": messages, "amqp.consumers": consumers };
}

async function roundTripMs(wire: AmqpWire): Promise<number> {
  const payload = randomBytes(16).toString("hex");
  wire.method(1, "queue.declare", u16(0), shortText(""), bits("exclusive", "autoDelete"), table({}));
  const declared = await wire.expect("queue.declare-ok");
  const queue = declared.text(declared.u8());
  wire.method(1, "basic.consume", u16(0), shortText(queue), shortText(""), bits("noAck"), table({}));
  await wire.expect("basic.consume-ok");
  const startedAtMs = performance.now();
  wire.method(1, "basic.publish", u16(0), shortText(""), shortText(queue), bits());
  wire.content(1, payload);
  await wire.expect("basic.deliver");
  const received = await wire.receiveContent();
  if (received !== payload) wire.talk.fail("reply_unexpected", "Another message came than the one that was published.", received);
  return performance.now() - startedAtMs;
}
