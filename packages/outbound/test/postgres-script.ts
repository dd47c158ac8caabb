import type { Socket } from "node:net";

export type PostgresScript = {
  /** What is sent after the startup message, and after each message by its kind; `ready` ends every answer but those of a sign-in. */
  startup: readonly Buffer[];
  answers: Record<string, (body: Buffer) => readonly Buffer[]>;
  /** Called at an SSLRequest; absent: the server has no TLS. */
  secure?: (socket: Socket) => void;
};

/** A server that speaks the messages of PostgreSQL by a script. */
export function speakPostgres(script: PostgresScript): (socket: Socket) => void {
  return (socket) => {
    let unread = Buffer.alloc(0);
    let isStarted = false;
    const onData = (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (;;) {
        const offset = isStarted ? 1 : 0;
        if (unread.length < offset + 4) return;
        const size = offset + unread.readInt32BE(offset);
        if (size < offset + 4 || unread.length < size) return;
        const [kind, body] = [unread.toString("latin1", 0, offset), unread.subarray(offset + 4, size)];
        unread = unread.subarray(size);
        if (isStarted) for (const said of script.answers[kind]?.(body) ?? []) socket.write(said);
        else if (body.readInt32BE(0) === 80_877_103) {
          socket.write(script.secure === undefined ? "N" : "S");
          if (script.secure === undefined) continue;
          socket.off("data", onData);
          return script.secure(socket);
        } else {
          isStarted = true;
          for (const said of script.startup) socket.write(said);
        }
      }
    };
    socket.on("data", onData);
  };
}

export function message(kind: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? int32(part) : Buffer.from(part))));
  return Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const ready = message("Z", "I");
export const signedIn = [
  message("R", 0),
  message("S", "server_version\x0016.4\0"),
  message("S", "in_hot_standby\0off\0"),
  message("K", 7, 9),
  ready,
];

export const error = (state: string, words: string) => message("E", `SFATAL\0VFATAL\0C${state}\0M${words}\0\0`);

/** One row with one column of the given type. */
export const oneValue = (type: number, value: string) => [
  message("1"),
  message("2"),
  message("T", "\0\x01", "count\0", 0, "\0\0", type, "\0\x08", -1, "\0\0"),
  message("D", "\0\x01", value.length, value),
  message("C", "SELECT 1\0"),
  ready,
];
