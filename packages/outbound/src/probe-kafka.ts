import type { FactValue } from "@vedette/core/assertion/assertion";
import type { KafkaSpec } from "@vedette/core/kinds/kafka";
import { converse } from "./conversation.ts";
import { KafkaWire, bytes, text } from "./kafka-wire.ts";
import type { ProbeKind } from "./probe-io.ts";
import { Scram, ScramError, type ScramHash } from "./scram.ts";

/** Numbers of requests, and the version that we speak of each: old enough for Kafka 1.0, and still spoken by Kafka 4. */
const apiVersions = { key: 18, version: 0 };
const saslHandshake = { key: 17, version: 1 };
const saslAuthenticate = { key: 36, version: 0 };
/** From version 4 on a request may say that a topic must not be created by being asked for. */
const metadata = { key: 3, version: 4 };

const maxBrokers = 10_000;
const maxPartitions = 100_000;

/** ApiVersions, SASL where asked, Metadata. Only the broker that was named is dialled, none that it names. */
export const probeKafka: ProbeKind<KafkaSpec> = async (spec, io) => {
  const { host, port, family, security, topic } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const wire = new KafkaWire(talk);
    await agree(wire);
    if (spec.signIn !== "none") await signIn(wire, spec);
    return { status: null, facts: { values: await ask(wire, topic) } };
  });
};

async function agree(wire: KafkaWire): Promise<void> {
  const answer = await wire.request(apiVersions, "ApiVersions");
  wire.want(answer.i16(), "query_failed", "The broker refuses to say which versions it speaks.");
  const speaks = new Map<number, readonly [least: number, most: number]>();
  for (let left = wire.count(answer, 1_000); left > 0; left--) speaks.set(answer.i16(), [answer.i16(), answer.i16()]);
  const [least, most] = speaks.get(metadata.key) ?? [0, -1];
  if (metadata.version < least || metadata.version > most)
    wire.talk.fail("query_failed", "The broker is too old or too new to be asked for its metadata.", `Metadata ${least} to ${most}`);
}

const hashes: Record<string, ScramHash> = { "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512" };

async function signIn(wire: KafkaWire, { signIn: mechanism, user, password }: KafkaSpec): Promise<void> {
  const { talk } = wire;
  const plain = `\0${user}\0${password}`;
  talk.hide(password, plain);
  const offer = await wire.request(saslHandshake, `SaslHandshake ${mechanism}`, text(mechanism));
  const refused = offer.i16();
  const offered: string[] = [];
  for (let left = wire.count(offer, 100); left > 0; left--) offered.push(offer.text(offer.i16()));
  if (refused !== 0) talk.fail("auth_failed", `The broker does not let anybody sign in by ${mechanism}.`, offered.join(", "));
  const hash = hashes[mechanism];
  if (hash === undefined) {
    await say(wire, plain);
    return;
  }
  const scram = new Scram(hash, user, password);
  try {
    const proof = await scram.proof(await say(wire, scram.first()));
    talk.hide(proof);
    if (!scram.verify(await say(wire, proof))) talk.fail("auth_failed", "The broker could not prove that it knows the password.");
  } catch (error) {
    if (error instanceof ScramError) talk.fail("protocol_error", error.message);
    throw error;
  }
}

/** One message of a SASL exchange, and the answer to it. */
async function say(wire: KafkaWire, message: string): Promise<string> {
  const answer = await wire.request(saslAuthenticate, "SaslAuthenticate [hidden]", bytes(Buffer.from(message)));
  const code = answer.i16();
  const words = wire.optionalText(answer);
  wire.want(code, "auth_failed", "The broker refuses the user or the password.", words ?? "");
  return answer.text(answer.i32());
}

async function ask(wire: KafkaWire, topic: string): Promise<Record<string, FactValue>> {
  const wanted = topic === "" ? Buffer.from([0, 0, 0, 0]) : Buffer.concat([Buffer.from([0, 0, 0, 1]), text(topic)]);
  const answer = await wire.request(metadata, `Metadata ${topic}`.trimEnd(), wanted, Buffer.from([0]));
  answer.take(4);
  const brokers = wire.count(answer, maxBrokers);
  for (let left = brokers; left > 0; left--) {
    answer.take(4);
    answer.take(answer.i16());
    answer.take(4);
    wire.optionalText(answer);
  }
  wire.optionalText(answer);
  answer.take(4);
  if (wire.count(answer, 1) === 0) {
    if (topic !== "") wire.talk.fail("protocol_error", "The broker does not speak of the topic that it was asked for.");
    wire.talk.note("them", `${brokers} brokers`);
    return { "kafka.brokers": brokers };
  }
  wire.want(answer.i16(), "query_failed", "The broker refuses the topic.");
  answer.take(answer.i16());
  answer.take(1);
  const partitions = wire.count(answer, maxPartitions);
  let offline = 0;
  let underReplicated = 0;
  for (let left = partitions; left > 0; left--) {
    answer.take(6);
    if (answer.i32() < 0) offline++;
    const replicas = wire.count(answer, maxBrokers);
    answer.take(4 * replicas);
    const inSync = wire.count(answer, maxBrokers);
    answer.take(4 * inSync);
    if (inSync < replicas) underReplicated++;
  }
  wire.talk.note("them", `${brokers} brokers, ${partitions} partitions, ${offline} offline, ${underReplicated} under-replicated`);
  return {
    "kafka.brokers": brokers,
    "kafka.topic_partitions": partitions,
    "kafka.offline_partitions": offline,
    "kafka.under_replicated": underReplicated,
  };
}
