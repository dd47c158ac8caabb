import { type Socket, createSocket } from "node:dgram";

export type UdpServer = AsyncDisposable & {
  port: number;
  /** Every datagram so far. */
  received: Buffer[];
  /** The ports they came from. */
  askers: number[];
};

/** A UDP socket on a free port of 127.0.0.1. `script` gets each datagram and what sends datagrams back to its sender. */
export async function startUdpServer(script: (datagram: Buffer, reply: (data: Uint8Array | string) => void) => void): Promise<UdpServer> {
  const received: Buffer[] = [];
  const askers: number[] = [];
  const socket: Socket = createSocket("udp4");
  let isOpen = true;
  socket.on("error", () => {});
  socket.on("message", (datagram, peer) => {
    received.push(datagram);
    askers.push(peer.port);
    script(datagram, (data) => isOpen && socket.send(data, peer.port, peer.address, () => {}));
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: socket.address().port,
    received,
    askers,
    [Symbol.asyncDispose]: () => {
      isOpen = false;
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}
