// A target that costs as little as Node can: answers every request head with the same 200, without parsing more than its end.
import { type AddressInfo, createServer } from "node:net";

const answer = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n");
const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", (chunk) => {
    if (chunk.includes("\r\n\r\n")) socket.end(answer);
  });
  socket.on("error", () => socket.destroy());
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () =>
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`),
); // safe because it listens on TCP
