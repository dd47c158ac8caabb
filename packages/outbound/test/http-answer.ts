import type { Socket } from "node:net";

/** One HTTP answer on a scripted socket, in one piece. */
export function answerHttp(contentType: string, body: string, status = "200 OK"): (socket: Socket) => void {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return (socket) => socket.once("data", () => socket.write(head + body));
}
