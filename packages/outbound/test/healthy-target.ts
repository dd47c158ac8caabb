// A target of its own process, at a better priority where it may have one, that knows when it stood still itself. It sends its port, and when
// asked its stalls.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setPriority } from "node:os";

/** On the clock that all processes share. */
export type Stall = { fromMs: number; untilMs: number };

const stalls: Stall[] = [];
const sharedNowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

try {
  setPriority(-15);
} catch {
  // Only root may.
}
let lastMs = sharedNowMs();
setInterval(() => {
  const nowMs = sharedNowMs();
  if (nowMs - lastMs > 25) stalls.push({ fromMs: lastMs, untilMs: nowMs });
  lastMs = nowMs;
}, 10);
const server = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1", () => {
  process.send?.((server.address() as AddressInfo).port); // safe because it listens on TCP
});
process.on("message", () => process.send?.(stalls));
