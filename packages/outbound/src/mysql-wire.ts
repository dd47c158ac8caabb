import { ByteReader } from "./byte-reader.ts";
import type { Conversation } from "./conversation.ts";

const maxAnswerBytes = 1_048_576;

/** The packets of one connection. An error packet ends the conversation. */
export class MysqlWire {
  readonly talk: Conversation;
  /** Whether an error means that signing in failed. */
  isSignedIn = false;
  #sequence = 0;
  #receivedBytes = 0;

  constructor(talk: Conversation) {
    this.talk = talk;
  }

  async read(): Promise<Buffer> {
    const head = await this.talk.bytes(4);
    const size = head.readUIntLE(0, 3);
    this.#sequence = (head.readUInt8(3) + 1) & 255;
    this.#receivedBytes += size;
    if (size === 0) this.strange();
    if (this.#receivedBytes > maxAnswerBytes) this.talk.fail("too_large", `The answer has more than ${maxAnswerBytes} bytes.`);
    const packet = await this.talk.bytes(size);
    if (packet[0] === 0xff) this.#refuse(this.reader(packet.subarray(1)));
    return packet;
  }

  /** Sends the next packet; `as` is what the evidence shows of it. */
  send(payload: Buffer, as: string): void {
    const head = Buffer.alloc(4);
    head.writeUIntLE(payload.length, 0, 3);
    head.writeUInt8(this.#sequence, 3);
    this.#sequence = (this.#sequence + 1) & 255;
    this.talk.send(Buffer.concat([head, payload]), as);
  }

  /** Begins a command, which counts its packets from 0. */
  command(code: number, text: string, as: string): void {
    this.#sequence = 0;
    this.send(Buffer.concat([Buffer.from([code]), Buffer.from(text)]), as);
  }

  reader(bytes: Buffer): ByteReader {
    return new ByteReader(bytes, () => this.strange());
  }

  strange(): never {
    this.talk.fail("protocol_error", "The server does not speak the protocol of MySQL.");
  }

  #refuse(body: ByteReader): never {
    const code = body.uintLE(2);
    const words = body
      .rest()
      .toString()
      .replace(/^#.{5}/, "");
    const detail = `${code} ${words}`;
    this.talk.note("them", detail);
    // Too many connections, shutting down, host blocked after too many errors, the user's own limit.
    if ([1040, 1053, 1129, 1203].includes(code)) this.talk.fail("service_unhealthy", "The server says that it cannot serve now.", detail);
    if ([1045, 1130, 1698, 1251, 3118, 4151].includes(code))
      this.talk.fail("auth_failed", "The server refuses the user or the password.", detail);
    if (this.isSignedIn) this.talk.fail("query_failed", "The server refuses the statement.", detail);
    this.talk.fail("query_failed", "The server refuses the connection or the database.", detail);
  }
}
