import { type Socket, createSocket } from "node:dgram";
import { isIPv4 } from "node:net";

export type RecordType = "A" | "AAAA";

/** Addresses (none is an empty answer), a response code of DNS, an alias, or silence. */
export type NameAnswer = readonly string[] | "nxdomain" | "servfail" | { cname: string } | "hang";

export type NameServer = AsyncDisposable & {
  /** `127.0.0.1:port`, as a resolver wants it. */
  address: string;
  /** Every question so far: `name TYPE`. */
  questions: string[];
};

const typeCodes: Record<RecordType, number> = { A: 1, AAAA: 28 };
const responseCodes = { nxdomain: 3, servfail: 2 } as const;

/**
 * A tiny name server on a free UDP port of 127.0.0.1. `answers` gets the lower-case name, the type and how often this very question
 * was asked before. Every record has a TTL of 0.
 */
export async function startNameServer(answers: (name: string, type: RecordType, asked: number) => NameAnswer): Promise<NameServer> {
  const questions: string[] = [];
  const counts = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    const { name, typeCode, end } = readQuestion(query);
    const type: RecordType = typeCode === typeCodes.AAAA ? "AAAA" : "A";
    const question = `${name} ${type}`;
    const asked = counts.get(question) ?? 0;
    const answer = answers(name, type, asked);
    counts.set(question, asked + 1);
    questions.push(question);
    if (answer !== "hang") socket.send(responseTo(query.subarray(0, end), answer, type), peer.port, peer.address);
  });
  await bind(socket);
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function bind(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", resolve);
  });
}

function readQuestion(query: Buffer): { name: string; typeCode: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), typeCode: query.readUInt16BE(at + 1), end: at + 5 };
}

/** RFC 1035 section 4: the question is repeated, answers point back to its name at offset 12. */
function responseTo(question: Buffer, answer: Exclude<NameAnswer, "hang">, type: RecordType): Buffer {
  const records =
    typeof answer === "string"
      ? []
      : "cname" in answer
        ? [record(5, encodeName(answer.cname))]
        : answer.map((address) => record(typeCodes[type], encodeAddress(address)));
  const response = Buffer.from(question);
  response.writeUInt16BE(0x8180 | (typeof answer === "string" ? responseCodes[answer] : 0), 2);
  response.writeUInt16BE(records.length, 6);
  response.writeUInt32BE(0, 8);
  return Buffer.concat([response, ...records]);
}

function record(typeCode: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(typeCode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function encodeName(name: string): Buffer {
  return Buffer.concat([...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label, "latin1")])), Buffer.from([0])]);
}

function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  // The parser turns a dotted tail into hex and leaves at most one "::".
  const [before = "", after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const head = groupsOf(before);
  const tail = groupsOf(after ?? "");
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
