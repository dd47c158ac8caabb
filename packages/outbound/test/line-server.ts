import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What a server says to a line, or that it goes over to TLS after saying it. */
export type LineAnswer = string | { thenTls: string } | { thenEnd: string };

/** Speaks a line protocol: `greeting` first, then `answer` to each line; `isSecure` from the moment that TLS is spoken. */
export function speakLines(greeting: string, answer: (line: string, isSecure: boolean) => LineAnswer): (socket: Socket) => void {
  return (socket) => {
    serve(socket, answer, false);
    if (greeting !== "") socket.write(greeting);
  };
}

function serve(socket: Socket, answer: (line: string, isSecure: boolean) => LineAnswer, isSecure: boolean): void {
  let unread = "";
  const onData = (chunk: Buffer) => {
    unread += chunk.toString();
    for (let end = unread.indexOf("\r\n"); end >= 0; end = unread.indexOf("\r\n")) {
      const said = answer(unread.slice(0, end), isSecure);
      unread = unread.slice(end + 2);
      if (typeof said === "string") socket.write(said);
      else if ("thenEnd" in said) socket.end(said.thenEnd);
      else {
        socket.off("data", onData);
        socket.write(said.thenTls);
        const secured = new TLSSocket(socket, { isServer: true, ...tlsFixture("good") });
        secured.on("error", () => {});
        return serve(secured, answer, true);
      }
    }
  };
  socket.on("data", onData);
}
