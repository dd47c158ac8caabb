import type { Socket } from "node:net";

export type Broker = { version?: 5; connack?: string; suback?: string; retained?: string };

/** What mosquitto 2.0 answers, byte for byte but for the codes of a refusal; publishes come back behind one of somebody else. */
export function broker({ version, connack, suback, retained }: Broker = {}): (socket: Socket) => void {
  const hex = (text: string) => Buffer.from(text, "hex");
  return (socket) =>
    socket.on("data", (chunk: Buffer) => {
      const kind = chunk.readUInt8() >> 4;
      if (kind === 1) socket.write(hex(connack ?? (version === 5 ? "200900000622000a210014" : "20020000")));
      if (kind === 8) {
        if (retained !== undefined) socket.write(message(retained, version));
        socket.write(hex(suback ?? (version === 5 ? "900400010000" : "9003000100")));
      }
      if (kind === 3) for (const said of [message("somebody else's", version), chunk]) socket.write(said);
    });
}

/** A PUBLISH to `a/b` as a broker sends it. */
function message(text: string, version?: 5): Buffer {
  const body = Buffer.from(`\0\u0003a/b${version === 5 ? "\0" : ""}${text}`);
  return Buffer.concat([Buffer.from([0x31, body.length]), body]);
}
