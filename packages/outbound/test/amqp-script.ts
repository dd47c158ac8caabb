import type { Socket } from "node:net";

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

export const method = (channel: number, hex: string, text = "") =>
  frame(1, channel, Buffer.concat([Buffer.from(hex, "hex"), Buffer.from(text, "latin1")]));
/** What a close says: code, text, and the method that was at fault. */
export const close = (hex: string, code: number, text: string, channel = 0) =>
  method(channel, hex, `${String.fromCodePoint(code >> 8, code & 255, text.length)}${text}\0\0\0\0`);

/** The connection.start of RabbitMQ 3.10.8 with all but its version left out of the table. */
const start = method(
  0,
  "000a000a0009" +
    "00000013" +
    "0776657273696f6e" +
    "5300000006" +
    "332e31302e38" +
    "0000000e504c41494e20414d51504c41494e" +
    "00000005656e5f5553",
);

export type Answers = Record<string, (payload: Buffer) => readonly Buffer[]>;
export const deliver = (body: Buffer) => [
  method(1, "003c003c", "\u0004ctag\0\0\0\0\0\0\0\u0001\0\0\u0003q-1"),
  frame(2, 1, Buffer.concat([Buffer.from("003c0000", "hex"), Buffer.from([0, 0, 0, 0, 0, 0, 0, body.length]), Buffer.from([0, 0])])),
  frame(8, 0, Buffer.alloc(0)),
  frame(3, 1, body),
];

/** What RabbitMQ 3.10.8 answers to each method, by class and method number; `body` to a message's body. */
export const rabbit: Answers = {
  header: () => [start],
  "10.11": () => [method(0, "000a001e07ff00020000003c")],
  "10.40": () => [method(0, "000a002900")],
  "20.10": () => [method(1, "0014000b00000000")],
  "50.10": () => [method(1, "0032000b", "\u0003q-1\0\0\0\u0007\0\0\0\u0002")],
  "60.20": () => [method(1, "003c0015", "\u0004ctag")],
  body: deliver,
  "10.50": () => [method(0, "000a0033")],
};

export function broker(answers: Answers = {}): (socket: Socket) => void {
  const all = { ...rabbit, ...answers };
  return (socket) => {
    let unread = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      const say = (name: string, payload = Buffer.alloc(0)) => all[name]?.(payload).forEach((each) => socket.write(each));
      if (unread.toString("latin1").startsWith("AMQP") && unread.length >= 8) {
        unread = unread.subarray(8);
        say("header");
      }
      while (unread.length >= 8 && unread.length >= 8 + unread.readUInt32BE(3)) {
        const [type, size] = [unread.readUInt8(0), unread.readUInt32BE(3)];
        const payload = unread.subarray(7, 7 + size);
        unread = unread.subarray(8 + size);
        if (type === 1) say(`${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`, payload);
        if (type === 3) say("body", payload);
      }
    });
  };
}
