import type { ProbeFailure } from "@vedette/core/probe-result";
import { ByteReader } from "./byte-reader.ts";
import type { Conversation } from "./conversation.ts";

/** What the error codes that a monitor meets are called. */
const errorNames: Record<number, string> = {
  3: "UNKNOWN_TOPIC_OR_PARTITION",
  5: "LEADER_NOT_AVAILABLE",
  17: "INVALID_TOPIC_EXCEPTION",
  29: "TOPIC_AUTHORIZATION_FAILED",
  31: "CLUSTER_AUTHORIZATION_FAILED",
  33: "UNSUPPORTED_SASL_MECHANISM",
  34: "ILLEGAL_SASL_STATE",
  35: "UNSUPPORTED_VERSION",
  58: "SASL_AUTHENTICATION_FAILED",
};

/** Requests and responses of the Kafka protocol, one at a time. */
export class KafkaWire {
  readonly talk: Conversation;
  #correlation = 0;

  constructor(talk: Conversation) {
    this.talk = talk;
  }

  /** Sends a request of the given kind and gives the body of its response; `as` is what the evidence shows. */
  async request(kind: { key: number; version: number }, as: string, ...parts: readonly Buffer[]): Promise<ByteReader> {
    const correlation = ++this.#correlation;
    const head = Buffer.alloc(8);
    head.writeInt16BE(kind.key, 0);
    head.writeInt16BE(kind.version, 2);
    head.writeInt32BE(correlation, 4);
    this.talk.send(bytes(Buffer.concat([head, text("vedette"), ...parts])), as);
    const size = (await this.talk.bytes(4)).readInt32BE();
    if (size < 4) this.#strange();
    const answer = new ByteReader(await this.talk.bytes(size), () => this.#strange());
    if (answer.i32() !== correlation) this.#strange();
    return answer;
  }

  /** How many elements an array has; a null array has none, and one of more than `most` is not believed. */
  count(answer: ByteReader, most: number): number {
    const count = answer.i32();
    if (count > most) this.#strange();
    return Math.max(0, count);
  }

  optionalText(answer: ByteReader): string | null {
    const size = answer.i16();
    return size < 0 ? null : answer.text(size);
  }

  /** Ends the conversation unless the error code says that all is well. */
  want(code: number, failed: ProbeFailure, message: string, words = ""): void {
    if (code !== 0) this.talk.fail(failed, message, [errorNames[code] ?? `error ${code}`, words].join(" ").trim());
  }

  #strange(): never {
    this.talk.fail("protocol_error", "The broker does not speak the protocol of Kafka.");
  }
}

export function bytes(value: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(value.length);
  return Buffer.concat([size, value]);
}

/** A string, also where the protocol would let it be null. */
export function text(value: string): Buffer {
  const body = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeInt16BE(body.length);
  return Buffer.concat([size, body]);
}
