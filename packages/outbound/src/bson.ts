import { ByteReader } from "./byte-reader.ts";

/** The part of BSON (bsonspec.org, version 1.1) that a monitor says and hears. Types of others are read as null. */
export type BsonValue = string | number | boolean | null | Buffer | BsonValue[] | { [name: string]: BsonValue };
export type BsonDocument = { [name: string]: BsonValue };

const maxDepth = 20;
const maxElements = 20_000;

/** Numbers are written as int32. */
export function toBson(document: BsonDocument): Buffer {
  const elements = Object.entries(document).map(([name, value]) => {
    const [type, body] = encoded(value);
    return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), body]);
  });
  const body = Buffer.concat([...elements, Buffer.alloc(1)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

/** Reads a document; one that is broken, too deep or has too many elements calls `broken`. */
export function fromBson(bytes: Buffer, broken: () => never): BsonDocument {
  let left = maxElements;
  const read = (reader: ByteReader, depth: number): BsonDocument => {
    if (depth > maxDepth) broken();
    const size = reader.uintLE(4) - 4;
    const body = new ByteReader(reader.take(size), broken);
    const document = new Map<string, BsonValue>();
    for (let type = body.u8(); type !== 0; type = body.u8()) {
      if (left-- === 0) broken();
      const name = body.zeroEnded();
      document.set(name, valueOf(type, body, depth));
    }
    return Object.fromEntries(document);
  };
  const valueOf = (type: number, body: ByteReader, depth: number): BsonValue => {
    if (type === 0x01) return body.take(8).readDoubleLE();
    if (type === 0x02) return body.text(body.uintLE(4)).slice(0, -1);
    if (type === 0x03) return read(body, depth + 1);
    if (type === 0x04) return Object.values(read(body, depth + 1));
    if (type === 0x05) {
      const size = body.uintLE(4);
      body.take(1);
      return body.take(size);
    }
    if (type === 0x08) return body.u8() === 1;
    if (type === 0x10) return body.take(4).readInt32LE();
    if (type === 0x12) return Number(body.take(8).readBigInt64LE());
    // ObjectId, date, null, timestamp, decimal: skipped.
    const size = { 0x07: 12, 0x09: 8, 0x0a: 0, 0x11: 8, 0x13: 16 }[type];
    body.take(size ?? -1);
    return null;
  };
  return read(new ByteReader(bytes, broken), 0);
}

function encoded(value: BsonValue): [type: number, body: Buffer] {
  if (typeof value === "string") {
    const text = Buffer.from(`${value}\0`);
    return [0x02, Buffer.concat([int32(text.length), text])];
  }
  if (typeof value === "number") return [0x10, int32(value)];
  if (typeof value === "boolean") return [0x08, Buffer.from([value ? 1 : 0])];
  if (value === null) return [0x0a, Buffer.alloc(0)];
  if (Buffer.isBuffer(value)) return [0x05, Buffer.concat([int32(value.length), Buffer.alloc(1), value])];
  if (Array.isArray(value)) return [0x04, toBson(Object.fromEntries(value.map((item, i) => [String(i), item])))];
  return [0x03, toBson(value)];
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
