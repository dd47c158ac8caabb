import { ByteReader } from "./byte-reader.ts";
import type { Conversation } from "./conversation.ts";

/** Class and method numbers of AMQP 0-9-1, those that a monitor says or hears. */
const methods = {
  "connection.start": [10, 10],
  "connection.start-ok": [10, 11],
  "connection.tune": [10, 30],
  "connection.tune-ok": [10, 31],
  "connection.open": [10, 40],
  "connection.open-ok": [10, 41],
  "connection.close": [10, 50],
  "connection.close-ok": [10, 51],
  "channel.open": [20, 10],
  "channel.open-ok": [20, 11],
  "channel.close": [20, 40],
  "queue.declare": [50, 10],
  "queue.declare-ok": [50, 11],
  "basic.consume": [60, 20],
  "basic.consume-ok": [60, 21],
  "basic.publish": [60, 40],
  "basic.deliver": [60, 60],
} as const;
type Method = keyof typeof methods;

const frameEnd = 0xce;
const maxFrameBytes = 131_072;
/** Heartbeats and the like that are skipped. */
const maxSkipped = 100;
const [methodFrame, headerFrame, bodyFrame, heartbeatFrame] = [1, 2, 3, 8];

/** The frames of one connection. When the broker closes it or its channel, the conversation ends. */
export class AmqpWire {
  readonly talk: Conversation;
  #isSignedIn = false;

  constructor(talk: Conversation) {
    this.talk = talk;
  }

  method(channel: number, name: Method, ...parts: readonly Buffer[]): void {
    const [classId, methodId] = methods[name];
    this.#send(methodFrame, channel, Buffer.concat([u16(classId), u16(methodId), ...parts]), name);
  }

  /** A message's header, without properties, and its body in one frame. */
  content(channel: number, text: string): void {
    const body = Buffer.from(text);
    this.#send(headerFrame, channel, Buffer.concat([u16(60), u16(0), u32(0), u32(body.length), u16(0)]), `header of ${body.length} bytes`);
    this.#send(bodyFrame, channel, body, text);
  }

  /** The arguments of the next method, which has to be the one that is named. */
  async expect(name: Method): Promise<ByteReader> {
    const arguments_ = await this.#frame(methodFrame);
    const [classId, methodId] = [arguments_.u16(), arguments_.u16()];
    const said = Object.keys(methods).find((each) => methods[each as Method].join() === [classId, methodId].join()); // safe because they are its own keys
    this.talk.note("them", said ?? `method ${classId}.${methodId}`);
    if (said === "connection.close" || said === "channel.close") this.#refuse(arguments_);
    if (said !== name) this.#strange();
    if (name === "connection.tune") this.#isSignedIn = true;
    return arguments_;
  }

  /** The body of a message whose method has been read. */
  async receiveContent(): Promise<string> {
    const header = await this.#frame(headerFrame);
    header.take(8);
    const size = header.u32();
    if (size > maxFrameBytes) this.talk.fail("too_large", `The message has ${size} bytes.`);
    const text = (await this.#frame(bodyFrame)).rest().toString();
    this.talk.note("them", text);
    return text;
  }

  async #frame(wanted: number): Promise<ByteReader> {
    for (let skipped = 0; skipped < maxSkipped; skipped++) {
      const head = await this.talk.bytes(7);
      const [type, size] = [head.readUInt8(0), head.readUInt32BE(3)];
      // A broker of another version answers with its own header instead of a frame.
      if (head.toString("latin1", 0, 4) === "AMQP") this.talk.fail("protocol_error", "The broker does not speak AMQP 0-9-1.");
      if (size > maxFrameBytes) this.#strange();
      const payload = await this.talk.bytes(size + 1);
      if (payload[size] !== frameEnd) this.#strange();
      if (type === wanted) return new ByteReader(payload.subarray(0, size), () => this.#strange());
      if (type !== heartbeatFrame) this.#strange();
    }
    return this.#strange();
  }

  #send(type: number, channel: number, payload: Buffer, as: string): void {
    this.talk.send(Buffer.concat([Buffer.from([type]), u16(channel), u32(payload.length), payload, Buffer.from([frameEnd])]), as);
  }

  #refuse(close: ByteReader): never {
    const code = close.u16();
    const detail = `${code} ${close.text(close.u8())}`;
    if (code === 403 && !this.#isSignedIn) this.talk.fail("auth_failed", "The broker refuses the user or the password.", detail);
    if (code === 320) this.talk.fail("service_unhealthy", "The broker closes its connections.", detail);
    this.talk.fail("query_failed", "The broker refuses the virtual host, the queue or the message.", detail);
  }

  #strange(): never {
    this.talk.fail("protocol_error", "The broker does not speak AMQP 0-9-1 as it should.");
  }
}

/** The flags of queue.declare and basic.consume, in their order; each method has its own. */
const flags = { passive: 1, exclusive: 4, autoDelete: 8, noAck: 2 };

export function bits(...names: readonly (keyof typeof flags)[]): Buffer {
  return Buffer.from([names.reduce((sum, name) => sum | flags[name], 0)]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** At most 255 bytes. */
export function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

export function longText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u32(bytes.length), bytes]);
}

type Fields = { [name: string]: string | true | Fields };

export function table(fields: Fields): Buffer {
  const entries = Object.entries(fields).map(([name, value]) => Buffer.concat([shortText(name), field(value)]));
  const body = Buffer.concat(entries);
  return Buffer.concat([u32(body.length), body]);
}

function field(value: string | true | Fields): Buffer {
  if (value === true) return Buffer.from("t\u0001");
  return typeof value === "string" ? Buffer.concat([Buffer.from("S"), longText(value)]) : Buffer.concat([Buffer.from("F"), table(value)]);
}
