import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { startNameServer } from "@vedette/testkit/name-server";
import { type TcpServer, startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { forbiddenHosts } from "./address-tricks.ts";
import { conclusive, gist, localDeps, never, publicDeps, timed } from "./local-deps.ts";

/** What every kind that dials TCP has to show, and what the contract needs to know of it. */
export type KindCase = {
  kind: ActiveSpec["kind"];
  /** Spec input that dials `host` and `port` in clear, with every credential that the kind knows set to a value of `secrets`. */
  spec: (host: string, port: number) => Record<string, unknown>;
  /** A server of good manners: a check of `spec` against it is up. */
  serve: (socket: Socket) => void;
  /** Values that must not come back in any result. */
  secrets: readonly string[];
  /** What a refused connection is called where it is not the target's own. */
  refused?: string;
};

const timeoutMs = 500;

async function check(input: Record<string, unknown>, deps = localDeps, signal = never): Promise<ProbeResult> {
  const spec = MonitorSpec.parse({ timeoutMs, ...input });
  if (!isActive(spec)) throw new Error("this kind is not probed");
  return await conclusive(() => probe(spec, deps, signal, "detailed"));
}

/** Keeps each kind to what the house promises of all of them. */
export function itKeepsTheContract({ kind, spec, serve, secrets, refused = "connect_refused" }: KindCase): void {
  describe(`${kind} keeps the contract`, timed, () => {
    const ofServer = (server: TcpServer, deps = localDeps, signal = never) => check(spec("127.0.0.1", server.port), deps, signal);

    it("is up against a server of good manners, with its phases and its address", async () => {
      await using server = await startTcpServer(serve);
      const result = await ofServer(server);
      expect(result, JSON.stringify(result)).toMatchObject({ outcome: "answered", evidence: { address: `127.0.0.1:${server.port}` } });
      expect(result.phases.connectUs).toBeGreaterThan(0);
      expect(result.totalUs).toBeGreaterThanOrEqual(result.phases.connectUs ?? 0);
    });

    it("names a refused connection", async () => {
      const server = await startTcpServer(() => {});
      const { port } = server;
      await server[Symbol.asyncDispose]();
      expect(gist(await check(spec("127.0.0.1", port)))).toBe(refused);
    });

    it("dials no forbidden address, however it is spelt", async () => {
      await using canary = await startTcpServer(serve);
      for (const host of forbiddenHosts) {
        const input = MonitorSpec.safeParse({ timeoutMs, ...spec(host, canary.port) });
        if (!input.success || !isActive(input.data)) continue;
        expect(gist(await probe(input.data, publicDeps, never)), host).toMatch(/^(?:address_refused|dns_not_found)$/);
      }
      expect(canary.connections()).toBe(0);
    });

    it("dials no forbidden address that a name stands for, alone or among good ones, nor after it changed", async () => {
      // 127.0.0.2 may be dialled here, and nothing listens there; metadata and link-local addresses never may.
      await using names = await startNameServer((name, type, asked) => {
        if (type === "AAAA") return name.startsWith("six") ? ["fe80::1"] : [];
        if (name.startsWith("rebind")) return asked % 2 === 0 ? ["127.0.0.2"] : ["169.254.169.254"];
        return name.startsWith("among") ? ["127.0.0.2", "169.254.169.254"] : name.startsWith("six") ? ["127.0.0.2"] : ["169.254.169.254"];
      });
      const deps = { ...localDeps, nameServers: [names.address] };
      await using free = await startTcpServer(() => {});
      for (const name of ["alone", "among", "six"])
        expect(gist(await check(spec(`${name}.example.com`, free.port), deps)), name).toBe("address_refused");
      // Every check dials the very address that was checked: the name is never asked for a second time.
      for (const expected of [refused, "address_refused", refused, "address_refused"])
        expect(gist(await check(spec("rebind.example.com", free.port), deps))).toBe(expected);
      expect(names.questions.filter((question) => question === "rebind.example.com A")).toHaveLength(4);
    });

    it("asks the name server that it was given, and dials in the family that it was given", async () => {
      await using names = await startNameServer((_name, type) => (type === "A" ? ["127.0.0.1"] : ["::1"]));
      await using server = await startTcpServer(serve); // listens in one family alone
      const inFamily = (family: string) => check({ ...spec("good.test", server.port), nameServer: names.address, family });
      expect(await inFamily("ipv4")).toMatchObject({ outcome: "answered", evidence: { address: `127.0.0.1:${server.port}` } });
      expect(gist(await inFamily("ipv6"))).toBe(refused);
      expect(names.questions).toContain("good.test A");
    });

    it("asks no name server that is forbidden", async () => {
      await using names = await startNameServer(() => ["8.8.8.8"]);
      for (const nameServer of [names.address, "169.254.169.254", "10.0.0.53:53", "0177.0.0.1", "[::1]:53"]) {
        const input = MonitorSpec.safeParse({ timeoutMs, ...spec("example.com", 1), nameServer });
        if (input.success && isActive(input.data))
          expect(gist(await probe(input.data, publicDeps, never)), nameServer).toBe("address_refused");
      }
      expect(names.questions).toEqual([]);
    });

    it.each<[name: string, script: (socket: Socket) => void]>([
      ["says nothing", () => {}],
      ["sends noise without end", (socket) => flood(socket, "\u0000\u0001\u0002\u0003".repeat(4_096))],
      ["sends lines without end", (socket) => flood(socket, "220-hello\r\n".repeat(2_000))],
      ["sends one line without end", (socket) => flood(socket, "2".repeat(65_536))],
      ["sends one byte at a time", (socket) => flood(socket, "2", 20)],
      ["closes at once", (socket) => void socket.end()],
      ["resets at once", (socket) => void socket.resetAndDestroy()],
    ])("ends in time and blames the target when it %s", async (_name, script) => {
      await using server = await startTcpServer(script);
      const result = await ofServer(server);
      expect(result.totalUs).toBeLessThan((timeoutMs + 250) * 1_000);
      expect(result.outcome, JSON.stringify(result)).not.toBe("inconclusive");
      expect(JSON.stringify(result).length).toBeLessThan(40_000);
    });

    it("is never up nor our fault when the server hangs up after any number of bytes", async () => {
      const whole: Buffer[] = [];
      await using good = await startTcpServer((socket) => {
        record(socket, whole);
        serve(socket);
      });
      const said = await ofServer(good).then(() => Buffer.concat(whole).length);
      // Long answers are cut at every byte of the first hundred, then here and there.
      for (let cut = 0; cut < said; cut += cut < 100 ? 1 : 17) {
        await using server = await startTcpServer((socket) => {
          limit(socket, cut);
          serve(socket);
        });
        const result = await ofServer(server);
        expect(result.outcome, `cut after ${cut} of ${said} bytes: ${JSON.stringify(result)}`).toBe("failed");
      }
    });

    it("ends early when we shut down, and blames nobody", async () => {
      await using server = await startTcpServer(() => {});
      const stopping = new AbortController();
      const running = ofServer(server, localDeps, stopping.signal);
      await expect.poll(() => server.connections()).toBe(1);
      stopping.abort();
      expect(gist(await running)).toBe("shutting_down");
    });

    it("shows no secret", async () => {
      await using good = await startTcpServer(serve);
      await using bad = await startTcpServer((socket) => socket.on("data", (chunk: Buffer) => socket.write(chunk)));
      await using parrot = await startTcpServer((socket) => {
        socket.on("data", (chunk: Buffer) => holds(chunk, secrets) && socket.write(chunk));
        serve(socket);
      });
      for (const server of [good, bad, parrot]) {
        const told = unquoted(JSON.stringify(await ofServer(server)));
        for (const secret of secrets) {
          expect(told).not.toContain(unquoted(secret));
          expect(told).not.toContain(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
          expect((told.match(/[\w+/]{8,}={0,2}/g) ?? []).filter((word) => holds(Buffer.from(word), secrets))).toEqual([]);
        }
      }
    });
  });
}

/** Whether one of the secrets is in the chunk, as it is or inside something in base64. */
function holds(chunk: Buffer, secrets: readonly string[]): boolean {
  const text = unquoted(chunk.toString());
  const words = text.split(/\s/);
  return secrets.some((secret) => text.includes(unquoted(secret)) || words.some((word) => Buffer.from(word, "base64").includes(secret)));
}

/** Neither JSON nor the protocol's own quoting may hide a secret from the test. */
function unquoted(text: string): string {
  return text.replaceAll("\\", "");
}

/** Writes `text` for as long as the peer reads, or once every `everyMs`. */
function flood(socket: Socket, text: string, everyMs = 0): void {
  const timer = setInterval(() => socket.writableLength < 1_000_000 && socket.write(text), everyMs);
  socket.once("close", () => clearInterval(timer));
}

function record(socket: Socket, into: Buffer[]): void {
  const write = socket.write.bind(socket);
  // safe because the other overloads of `write` are not used by the scripts
  socket.write = ((data: string | Uint8Array) => (into.push(Buffer.from(data as string)), write(data))) as Socket["write"];
  const end = socket.end.bind(socket);
  socket.end = ((data?: string | Uint8Array) => (
    data !== undefined && into.push(Buffer.from(data as string)),
    end(data ?? "")
  )) as Socket["end"];
}

/** Lets the script send `cut` bytes in all, then hangs up. */
function limit(socket: Socket, cut: number): void {
  let left = cut;
  const write = socket.write.bind(socket);
  const hangUp = socket.end.bind(socket);
  const send = (data: string | Uint8Array): void => {
    const part = Buffer.from(data as string).subarray(0, left); // safe because `from` takes either
    left -= part.length;
    if (part.length > 0) write(part);
    if (left === 0) hangUp();
  };
  // safe because the other overloads of both are not used by the scripts
  socket.write = ((data: string | Uint8Array) => (send(data), true)) as Socket["write"];
  socket.end = ((data?: string | Uint8Array) => (data === undefined ? hangUp() : send(data), socket)) as Socket["end"];
  if (cut === 0) hangUp();
}
