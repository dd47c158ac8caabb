import type { AddressInfo, Server } from "node:net";

/** Listens on a free port of 127.0.0.1 and returns the port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", 1_024, resolve);
  });
  return (server.address() as AddressInfo).port; // safe because it listens on TCP
}
