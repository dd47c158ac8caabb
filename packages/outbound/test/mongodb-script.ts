import type { Socket } from "node:net";
import { type BsonDocument, fromBson, toBson } from "../src/bson.ts";
import { scramServer } from "./scram-server.ts";

export type MongoAnswer = (command: BsonDocument) => BsonDocument;

const refused = { ok: 0, errmsg: "Authentication failed.", code: 18, codeName: "AuthenticationFailed" };

/** Answers each OP_MSG with one. */
export function speakMongodb(session: () => MongoAnswer): (socket: Socket) => void {
  return (socket) => {
    const answer = session();
    let unread = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 21 && unread.length >= unread.readUInt32LE()) {
        const message = unread.subarray(0, unread.readUInt32LE());
        unread = unread.subarray(message.length);
        // What is not a command of ours is no business of this server.
        if (message.readInt32LE(12) !== 2_013) return void socket.destroy();
        const command = fromBson(message.subarray(21), () => {
          throw new Error("broken");
        });
        socket.write(mongoMessage(answer(command), message.readInt32LE(4)));
      }
    });
  };
}

export function mongoMessage(document: BsonDocument, to = 1): Buffer {
  const body = toBson(document);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(2_013, 12);
  return Buffer.concat([head, body]);
}

/** A primary whose user may sign in by the given mechanism; `needsLast`: it wants the empty message that ended SCRAM before 4.4. */
export function mongoPrimary(mechanism: string, prepared: string, more: BsonDocument = {}, needsLast = false): () => MongoAnswer {
  return () => {
    const scram = scramServer(mechanism === "SCRAM-SHA-1" ? "sha1" : "sha256", prepared);
    return (command) => {
      const payload = Buffer.isBuffer(command["payload"]) ? command["payload"].toString() : "";
      const say = (text: string, done: boolean) => ({ conversationId: 7, done, payload: Buffer.from(text), ok: 1 });
      if ("hello" in command) {
        const set = { setName: "rs0", isWritablePrimary: true, secondary: false, hosts: ["a:27017", "b:27017"], arbiters: ["c:27017"] };
        return { ...set, maxWireVersion: 21, saslSupportedMechs: [mechanism], ...more, ok: 1 };
      }
      if ("saslStart" in command) return command["mechanism"] === mechanism ? say(scram.first(payload), false) : refused;
      if ("saslContinue" in command && payload === "") return say("", true);
      if ("saslContinue" in command) {
        const last = command["conversationId"] === 7 ? scram.last(payload) : null;
        return last === null ? refused : say(last, !needsLast);
      }
      return "ping" in command ? { ok: 1 } : { ok: 0, errmsg: "no such command", code: 59, codeName: "CommandNotFound" };
    };
  };
}
