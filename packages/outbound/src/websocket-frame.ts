import { randomBytes } from "node:crypto";
import type { Conversation } from "./conversation.ts";

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

type Frame = { isFinal: boolean; opcode: number; payload: Buffer };

/** A whole message or control frame as a client sends it: one final frame, masked with a fresh key (RFC 6455 section 5.3). */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const size = payload.length;
  const length =
    size < 126
      ? [size]
      : size < 65_536
        ? [126, size >> 8, size & 255]
        : [127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  const key = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let i = 0; i < size; i++) masked[i] = (masked[i] ?? 0) ^ (key[i % 4] ?? 0);
  const head = Buffer.from([0x80 | opcode, ...length]);
  head[1] = 0x80 | (head[1] ?? 0);
  return Buffer.concat([head, key, masked]);
}

/** The next frame of a server. Its size is bounded by what the conversation reads at once; one that breaks RFC 6455 ends the conversation. */
export async function serverFrame(talk: Conversation): Promise<Frame> {
  const head = await talk.bytes(2);
  const [first = 0, second = 0] = head;
  const opcode = first & 15;
  const isFinal = (first & 0x80) !== 0;
  if ((first & 0x70) !== 0) talk.fail("protocol_error", "The server used an extension that nobody agreed to.");
  if ((opcode > 2 && opcode < 8) || opcode > 10) talk.fail("protocol_error", `The server sent a frame of the unknown type ${opcode}.`);
  if ((second & 0x80) !== 0) talk.fail("protocol_error", "The server sent a masked frame; only clients mask.");
  const short = second & 127;
  if (opcode >= 8 && (short > 125 || !isFinal))
    talk.fail("protocol_error", "The server sent a control frame that is too long or cut in parts.");
  const size = short < 126 ? short : short === 126 ? (await talk.bytes(2)).readUInt16BE() : Number((await talk.bytes(8)).readBigUInt64BE());
  return { isFinal, opcode, payload: await talk.bytes(size) };
}
