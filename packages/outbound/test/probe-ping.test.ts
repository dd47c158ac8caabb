import { PingSpec } from "@vedette/core/kinds/ping";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import fc from "fast-check";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Deadline } from "../src/deadline.ts";
import { pingByTcp } from "../src/probe-ping.ts";
import { probe } from "../src/probe.ts";
import { pingProgram, readPing, runPing } from "../src/run-ping.ts";
import { Trace } from "../src/trace.ts";
import { forbiddenHosts } from "./address-tricks.ts";
import { conclusive, gist, localDeps, never, publicDeps, timed } from "./local-deps.ts";

const iputils = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.041 ms
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.050 ms (DUP!)
From 192.0.2.9 icmp_seq=2 Destination Host Unreachable
64 bytes from 192.0.2.1: icmp_seq=3 ttl=64 time=12.5 ms

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 404ms
rtt min/avg/max/mdev = 0.041/6.2/12.5/0.011 ms
`;
const busybox = `PING ::1 (::1): 56 data bytes
64 bytes from ::1: seq=0 ttl=64 time=0.076 ms
64 bytes from ::1: seq=1 ttl=64 time=<1 ms
`;

describe("what ping prints", () => {
  it("is read as one round trip for each packet", () => {
    expect(readPing(iputils, 3)).toEqual([0.041, 12.5]);
    expect(readPing(busybox, 3)).toEqual([0.076]);
    expect(readPing("64 bytes from ::1, icmp_seq=0 hlim=64 time=0.117 ms", 1)).toEqual([0.117]);
  });

  it("is read in bounds, whatever it is", () => {
    const piece = fc.constantFrom(
      ..."0123456789\n .=<:".split(""),
      "bytes from ",
      "icmp_seq=",
      "time=",
      " ms",
      "64 bytes from x: seq=1 ttl=1 time=",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 200 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 500 }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (output, packets) => {
        const rtts = readPing(output, packets);
        expect(rtts.length).toBeLessThanOrEqual(packets);
        for (const ms of rtts) expect(ms >= 0 && ms < 1_000_000).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    const startedAtMs = performance.now();
    for (const unit of ["64 bytes from ", "64 bytes from a seq=1 ", "9", " time=1"]) readPing(unit.repeat(100_000), 20);
    expect(performance.now() - startedAtMs).toBeLessThan(100);
  });
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ping-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a shell script in place of `ping`. */
async function withScript(script: string, timeoutMs = 300) {
  const program = join(await mkdtemp(join(folder, "run-")), "ping");
  const notes = `${program}.notes`;
  await writeFile(program, `#!/bin/sh\nprintf "%s" "$$ $*" > ${notes}\n${script}\n`, { mode: 0o755 });
  const deadline = new Deadline(timeoutMs, never);
  const outcome = await runPing(program, "192.0.2.1", 3, deadline);
  deadline.close();
  const [, pid = "", given = ""] = /^(\d+) (.*)$/.exec(await readFile(notes, "utf8")) ?? [];
  return { outcome, tookMs: deadline.elapsedUs() / 1_000, pid, given };
}

describe("the ping program", timed, () => {
  it("gets the address after everything that it could take for an option", async () => {
    const { outcome, given } = await withScript(`cat <<'END'\n${iputils}END`, 5_000);
    expect(given).toBe("-n -c 3 -i 0.2 -W 5 -- 192.0.2.1");
    expect(outcome).toEqual({ rttsMs: [0.041, 12.5], detail: "From 192.0.2.9 icmp_seq=2 Destination Host Unreachable" });
  });

  it.each([
    ["hangs", "sleep 30"],
    ["hangs and does not listen", "trap '' INT TERM\nwhile :; do :; done"],
    ["prints without end", "trap '' INT\nyes '64 bytes from noise'"],
    ["leaves a child behind that holds the pipe", "sleep 1 &\nexit 1"],
  ])("that %s ends in time and is gone", async (_name, script) => {
    const { outcome, tookMs, pid } = await withScript(script);
    expect(outcome).toMatchObject({ rttsMs: [] });
    expect(tookMs).toBeLessThan(300 + 250);
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  });

  it("that is stopped at the deadline still tells what came before", async () => {
    const { outcome } = await withScript(
      `trap 'exit 0' INT\necho '64 bytes from x: icmp_seq=1 ttl=1 time=2 ms'\nwhile :; do sleep 0.01; done`,
    );
    expect(outcome).toMatchObject({ rttsMs: [2] });
  });

  it("that may not send is not believed, and neither is one that is not there", async () => {
    expect((await withScript("echo 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted' >&2; exit 2")).outcome).toBe(
      "unusable",
    );
    const deadline = new Deadline(1_000, never);
    expect(await runPing("/nowhere/ping", "192.0.2.1", 1, deadline)).toBe("unusable");
    deadline.close();
  });

  it("that finds no route is our trouble", async () => {
    const { outcome } = await withScript("echo 'ping: connect: Network is unreachable' >&2; exit 2");
    expect(outcome).toMatchObject({ failed: "prober_error" });
  });

  it("runs at most 64 times at once; whoever has no turn in time blames nobody", async () => {
    const deadlines = Array.from({ length: 70 }, () => new Deadline(1_000, never));
    const program = join(folder, "hanging");
    await writeFile(program, "#!/bin/sh\nexec sleep 30\n", { mode: 0o755 });
    const outcomes = await Promise.all(deadlines.map((deadline) => runPing(program, "192.0.2.1", 1, deadline)));
    for (const deadline of deadlines) deadline.close();
    expect(outcomes.filter((outcome) => outcome !== "unusable" && "failed" in outcome && outcome.failed === "prober_stalled")).toHaveLength(
      6,
    );
  });
});

const spec = (host: string, more: object = {}) => PingSpec.parse({ kind: "ping", host, packets: 2, timeoutMs: 2_000, ...more });

describe("ping", timed, () => {
  it("tells loss, round trip, jitter and how it was done, and takes the round trip for the latency", async () => {
    const result = await conclusive(() => probe(spec("127.0.0.1", { tcpPort: 1 }), localDeps, never, "detailed"));
    const method = pingProgram() === null ? "tcp" : "icmp";
    expect(result, JSON.stringify(result)).toMatchObject({
      outcome: "answered",
      evidence: { facts: { "ping.loss": 0, "ping.method": method, "ping.jitter": expect.any(Number) } },
    });
    expect(result.totalUs).toBeLessThan(150_000);
    expect(result.evidence.address).toBe(method === "tcp" ? "127.0.0.1:1" : "127.0.0.1");
  });

  it("reaches no forbidden address, however it is spelt", async () => {
    await using canary = await startTcpServer(() => {});
    for (const host of forbiddenHosts) {
      const input = PingSpec.safeParse({ kind: "ping", host, packets: 1, timeoutMs: 500, tcpPort: canary.port });
      if (input.success) expect(gist(await probe(input.data, publicDeps, never)), host).toMatch(/^(?:address_refused|dns_not_found)$/);
    }
    expect(canary.connections()).toBe(0);
  });

  it("ends early when we shut down, and blames nobody", async () => {
    const stopping = new AbortController();
    const running = probe(spec("127.0.0.1", { packets: 20, timeoutMs: 10_000 }), localDeps, stopping.signal);
    const startedAtMs = performance.now();
    stopping.abort();
    expect(gist(await running)).toBe("shutting_down");
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it("by TCP counts a refused connection as a reply, and an accepted one", async () => {
    await using server = await startTcpServer(() => {});
    for (const tcpPort of [server.port, 1]) {
      const deadline = new Deadline(2_000, never);
      const outcome = await pingByTcp("127.0.0.1", { packets: 3, tcpPort }, { deps: localDeps, deadline, trace: new Trace() });
      deadline.close();
      expect(outcome).toMatchObject({ rttsMs: [expect.any(Number), expect.any(Number), expect.any(Number)] });
    }
    expect(server.connections()).toBe(3);
  });

  it("by TCP dials by itself nothing that the policy refuses", async () => {
    const deadline = new Deadline(1_000, never);
    const outcome = await pingByTcp("127.0.0.1", { packets: 1, tcpPort: 80 }, { deps: publicDeps, deadline, trace: new Trace() });
    deadline.close();
    expect(outcome).toMatchObject({ failed: "address_refused" });
  });

  it("is refused where its packets would not fit into its time", () => {
    expect(PingSpec.safeParse({ kind: "ping", host: "example.com", packets: 20, timeoutMs: 2_000 }).success).toBe(false);
  });
});
