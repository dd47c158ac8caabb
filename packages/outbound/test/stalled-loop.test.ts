import { UdpSpec } from "@vedette/core/kinds/udp";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { check, gist, localDeps, never, timed } from "./local-deps.ts";

/** Keeps this thread, and with it the event loop, from doing anything else. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("a prober that stands still blames nobody", timed, () => {
  it.each([100, 300, 1_000])("when a block of %d ms makes the deadline late", async (blockMs) => {
    await using server = await startScriptedServer("hang");
    const running = check(server.url, { timeoutMs: 200 });
    await expect.poll(() => server.requests.length).toBe(1);
    // Ends more than 50 ms after the deadline, wherever in it we are.
    block(200 + blockMs);
    expect(await running).toMatchObject({ outcome: "inconclusive", reason: "prober_stalled" });
  });

  it("when the block comes right after the start, before anything else ran", async () => {
    await using server = await startScriptedServer(200);
    const running = Array.from({ length: 20 }, () => check(server.url, { timeoutMs: 200 }));
    block(600);
    const gists = (await Promise.all(running)).map(gist);
    expect(gists.filter((gist_) => gist_ !== 200 && gist_ !== "prober_stalled")).toEqual([]);
  });

  it("when a block in the middle took the target's time although the deadline was punctual", async () => {
    await using server = await startScriptedServer("hang");
    const running = check(server.url, { timeoutMs: 500 });
    await expect.poll(() => server.requests.length).toBe(1);
    block(250);
    expect(gist(await running)).toBe("prober_stalled");
  });

  it("when it asked by datagram and could not read the reply in time", async () => {
    await using server = await startUdpServer(() => {});
    const spec = UdpSpec.parse({ kind: "udp", host: "127.0.0.1", port: server.port, timeoutMs: 500 });
    const running = probe(spec, localDeps, never);
    await expect.poll(() => server.received.length).toBe(1);
    block(250);
    expect(gist(await running)).toBe("prober_stalled");
  });

  it("when the target lost patience while we stood still", async () => {
    await using server = await startTcpServer((socket) =>
      socket.once("data", () => {
        block(150);
        socket.destroy();
      }),
    );
    const running = check(`http://127.0.0.1:${server.port}/`);
    expect(gist(await running)).toBe("prober_stalled");
  });

  it("when the answer was quick but we were slow to read it", async () => {
    await using server = await startScriptedServer(200);
    const running = check(server.url, { slowAfterMs: 150 });
    block(200);
    expect(gist(await running)).toBe("prober_stalled");
  });
});

it("believes a timeout that was punctual", timed, async () => {
  await using server = await startScriptedServer("hang");
  expect(gist(await check(server.url, { timeoutMs: 200 }))).toBe("response_timeout");
});

it("believes a timeout after a block that left the target nine tenths of its time", timed, async () => {
  await using server = await startScriptedServer("hang");
  const running = check(server.url, { timeoutMs: 1_500 });
  await expect.poll(() => server.requests.length).toBe(1);
  block(80);
  expect(gist(await running)).toBe("response_timeout");
});

it("believes what a block cannot have caused", timed, async () => {
  const closed = await startScriptedServer();
  await closed[Symbol.asyncDispose]();
  const running = check(closed.url);
  block(200);
  expect(gist(await running)).toBe("connect_refused");
});
