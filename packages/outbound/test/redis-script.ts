import type { Socket } from "node:net";

/** Answers each command, told apart by its first word; commands come one at a time. */
export function answering(answers: Record<string, string>): (socket: Socket) => void {
  return (socket) =>
    socket.on("data", (chunk: Buffer) => socket.write(answers[chunk.toString().split("\r\n")[2] ?? ""] ?? "-ERR unknown command\r\n"));
}

const replication = "role:slave\r\nconnected_slaves:0\r\nmaster_link_status:up\r\n";
/** What a replica that is well answers. */
export const good = {
  AUTH: "+OK\r\n",
  SELECT: "+OK\r\n",
  PING: "+PONG\r\n",
  LLEN: ":3\r\n",
  INFO: `$${replication.length}\r\n${replication}\r\n`,
};
