import { createHash } from "node:crypto";
import type { Socket } from "node:net";

/** As MariaDB 10.11 and MySQL 8 greet; the salt is `salt` at both its places. */
export function greeting(version: string, plugin: string, salt: Buffer, capabilities = 0x81bf_fffe): Buffer {
  const fixed = Buffer.alloc(13);
  fixed.writeUInt16LE(capabilities & 0xffff, 0);
  fixed.writeUInt8(45, 2);
  fixed.writeUInt16LE(2, 3);
  fixed.writeUInt16LE(capabilities >>> 16, 5);
  fixed.writeUInt8(21, 7);
  return Buffer.concat([
    Buffer.from(`\u000a${version}\0`),
    Buffer.from([26, 0, 0, 0]),
    salt.subarray(0, 8),
    Buffer.alloc(1),
    fixed.subarray(0, 8),
    Buffer.alloc(10),
    salt.subarray(8),
    Buffer.from(`\0${plugin}\0`),
  ]);
}

/** What MariaDB 10.11 sent for OK, and for `select count(*) from jobs` of 2,500 rows, as it came over the wire. */
export const ok = Buffer.from("00000002000000", "hex");
export const count2500 = [
  "01",
  "0364656600000008636f756e74282a29000c3f0015000000088100000000",
  "fe00002320",
  "0432353030",
  "fe00002320",
].map((hex) => Buffer.from(hex, "hex"));
export const error = (code: number, words: string) =>
  Buffer.concat([Buffer.from([0xff, code & 255, code >> 8]), Buffer.from(`#28000${words}`)]);

/** What the server says to each packet, in packets. */
export type MysqlAnswer = (packet: Buffer, turn: number) => readonly Buffer[];

/** A server that sends `first` and then answers each packet; with `secure` it goes over to TLS at an SSLRequest. */
export function speakMysql(first: Buffer | null, answer: MysqlAnswer, secure?: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    const say = (packets: readonly Buffer[], sequence: number) => {
      for (const [i, packet] of packets.entries()) {
        const head = Buffer.alloc(4);
        head.writeUIntLE(packet.length, 0, 3);
        head.writeUInt8((sequence + i) & 255, 3);
        socket.write(Buffer.concat([head, packet]));
      }
    };
    let unread = Buffer.alloc(0);
    let turn = 0;
    const onData = (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 4 && unread.length >= 4 + unread.readUIntLE(0, 3)) {
        const size = unread.readUIntLE(0, 3);
        const [sequence, packet] = [unread.readUInt8(3), unread.subarray(4, 4 + size)];
        unread = unread.subarray(4 + size);
        if (secure !== undefined && size === 32) {
          socket.off("data", onData);
          // The client does not wait for us: its side of TLS may have come along.
          socket.pause();
          socket.unshift(unread);
          return secure(socket);
        }
        say(answer(packet, turn++), sequence + 1);
      }
    };
    socket.on("data", onData);
    if (first !== null) say([first], 0);
  };
}

export const password = "correct horse";
export const salt = Buffer.from("2nXMYW(_(GllXV'ZqJ\\n");
const sha1 = (...parts: Buffer[]) => createHash("sha1").update(Buffer.concat(parts)).digest();
const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** What a server keeps of the password, and how it checks a proof with that: the reverse of what the client does. */
export const accepts = {
  mysql_native_password: (proof: Buffer) => {
    const kept = sha1(sha1(Buffer.from(password)));
    return sha1(xor(proof, sha1(salt, kept))).equals(kept);
  },
  caching_sha2_password: (proof: Buffer) => {
    const kept = sha256(sha256(Buffer.from(password)));
    return sha256(xor(proof, sha256(kept, salt))).equals(kept);
  },
};

export function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

export const denied = error(1045, "Access denied for user 'watch'@'localhost' (using password: YES)");

/** Answers the commands of a session that is signed in. */
export const session: MysqlAnswer = (packet) => (packet[0] === 1 ? [] : packet.includes("count(*)") ? count2500 : [ok]);

/** A server whose user signs in by the given plugin; `then` goes on after a proof that is right. */
export function serverOf(plugin: keyof typeof accepts, then: readonly Buffer[] = [ok], after: MysqlAnswer = session) {
  return speakMysql(greeting("5.5.5-10.11.19-MariaDB", plugin, salt), (packet, turn) => {
    if (turn > 0) return after(packet, turn);
    const at = packet.indexOf("watch\0", 32) + 6;
    return accepts[plugin](packet.subarray(at + 1, at + 1 + packet.readUInt8(at))) ? then : [denied];
  });
}
