import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Goes over to TLS as a server and hands the secured connection to `script`. */
export function overTls(socket: Socket, script: (secured: Socket) => void): void {
  const secured = new TLSSocket(socket, { isServer: true, ...tlsFixture("good") });
  secured.on("error", () => {});
  script(secured);
}
