import type { Socket } from "node:net";
import { scramServer } from "./scram-server.ts";

/** Parts of a body: numbers are int32, `[n]` int16, `{ bytes }` a byte, texts are strings with their length, null a null string. */
export type KafkaPart = number | string | null | [number] | { byte: number } | Buffer;

export function kafkaBody(...parts: readonly KafkaPart[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      if (typeof part === "number") return int32(part);
      if (part === null) return int16(-1);
      if (typeof part === "string") return Buffer.concat([int16(Buffer.byteLength(part)), Buffer.from(part)]);
      return Array.isArray(part) ? int16(part[0]) : Buffer.from([part.byte]);
    }),
  );
}

export type KafkaAnswers = Record<number, (request: Buffer) => Buffer>;

/** A partition: its leader (-1: none), replicas and those in sync. */
const partition = (id: number, leader: number, replicas: number[], inSync: number[]): KafkaPart[] => [
  [leader < 0 ? 5 : 0],
  id,
  leader,
  replicas.length,
  ...replicas,
  inSync.length,
  ...inSync,
];

const brokers: KafkaPart[] = [3, ...[1, 2, 3].flatMap((id): KafkaPart[] => [id, `kafka-${id}.internal`, 9092, id === 1 ? "rack-a" : null])];

/** What a cluster of three answers: a topic of three partitions, one without a leader, two with replicas behind. */
export function kafkaCluster(mechanisms: readonly string[], user: string, password: string): () => KafkaAnswers {
  return () => {
    const scram = scramServer("sha512", password);
    return {
      18: () => kafkaBody([0], 4, [3], [0], [12], [17], [0], [1], [18], [0], [3], [36], [0], [2]),
      17: (request) => kafkaBody([mechanisms.includes(request.subarray(2).toString()) ? 0 : 33], mechanisms.length, ...mechanisms),
      36: (request) => {
        const said = request.subarray(4).toString();
        const answer = said.startsWith("n,,")
          ? scram.first(said)
          : said.startsWith("c=")
            ? scram.last(said)
            : said === `\0${user}\0${password}`
              ? ""
              : null;
        if (answer === null) return kafkaBody([58], "Authentication failed during authentication due to invalid credentials", 0);
        return kafkaBody([0], null, Buffer.byteLength(answer), Buffer.from(answer));
      },
      3: (request) => {
        const head = kafkaBody(0, ...brokers, "cluster-id", 1);
        if (request.readInt32BE() === 0) return Buffer.concat([head, kafkaBody(0)]);
        const name = request.subarray(6, 6 + request.readInt16BE(4)).toString();
        if (name !== "orders") return Buffer.concat([head, kafkaBody(1, [3], name, { byte: 0 }, 0)]);
        const partitions = [...partition(0, 1, [1, 2], [1, 2]), ...partition(1, 2, [2, 3], [2]), ...partition(2, -1, [3, 1], [])];
        return Buffer.concat([head, kafkaBody(1, [0], name, { byte: 0 }, 3, ...partitions)]);
      },
    };
  };
}

/** Answers each request by its number with the body that `answers` gives to the request's own. */
export function speakKafka(session: () => KafkaAnswers): (socket: Socket) => void {
  return (socket) => {
    const answers = session();
    let unread = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 4 && unread.length >= 4 + unread.readUInt32BE()) {
        const request = unread.subarray(4, 4 + unread.readUInt32BE());
        unread = unread.subarray(4 + request.length);
        const body = answers[request.readInt16BE()]?.(request.subarray(10 + request.readInt16BE(8)));
        if (body === undefined) return void socket.destroy();
        socket.write(Buffer.concat([int32(4 + body.length), request.subarray(4, 8), body]));
      }
    });
  };
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
