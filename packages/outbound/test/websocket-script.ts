import { createHash } from "node:crypto";
import type { Socket } from "node:net";

/** Answers the handshake, then hands over what comes after it. */
export function shakingHands(then: (socket: Socket, frame: Buffer) => void, change = (head: string) => head): (socket: Socket) => void {
  return (socket) => {
    let isOpen = false;
    socket.on("data", (chunk: Buffer) => {
      if (isOpen) return then(socket, chunk);
      isOpen = true;
      const key = /sec-websocket-key: (\S+)/i.exec(chunk.toString())?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
      socket.write(change(head));
    });
  };
}

/** A frame whose payload is shorter than 126 bytes. */
export const frame = (first: number, payload: string) => Buffer.concat([Buffer.from([first, payload.length]), Buffer.from(payload)]);
