import { startNameServer } from "@vedette/testkit/name-server";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isIPv4 } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { forbiddenAnswers } from "./address-tricks.ts";
import type { TrickPorts } from "./stand-ins/all-tricks.ts";

/** Not there, or not allowed to trace: then this is skipped, and the canary listeners of the other tests have to do. */
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

/** Every address and port that a process or a child of it named to the kernel, by connect or with a datagram. */
function endpointsIn(trace: string): Set<string> {
  const v4 = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g;
  const v6 = /sin6_port=htons\((\d+)\)[^}]*inet_pton\(AF_INET6, "([^"]+)"/g;
  return new Set([v4, v6].flatMap((pattern) => [...trace.matchAll(pattern)].map(([, port, address]) => `${address} ${port}`)));
}

it.skipIf(!canTrace)(
  "the kernel is asked for no forbidden address, whatever kind dials it and however it is reached",
  { timeout: 300_000 },
  async () => {
    await using canary = await startTcpServer((socket) => socket.end());
    await using redirects = await startScriptedServer((request, response) => {
      const to = new URL(request.path, "http://x").searchParams.get("to") ?? "/";
      response.writeHead(302, { location: Buffer.from(to.replaceAll(/[\r\n\0]/g, "")).toString("latin1") }).end();
    });
    await using names = await startNameServer((name, type, asked) => {
      if (name.startsWith("rebind")) return type === "AAAA" ? [] : asked % 2 === 0 ? ["127.0.0.2"] : ["169.254.169.254"];
      const [how, i] = name.split(/[-.]/);
      const address = forbiddenAnswers[Number(i)];
      const good = type === "A" ? ["8.8.8.8"] : ["2606:4700::1"];
      if (address === undefined) return "nxdomain";
      if ((type === "A") !== isIPv4(address)) return how === "alone" ? [] : good;
      return how === "alone" ? [address] : [...good, address];
    });
    const folder = mkdtempSync(join(tmpdir(), "vedette-connects-"));
    try {
      const file = join(folder, "trace");
      const ports: TrickPorts = { canary: canary.port, redirects: redirects.port, nameServer: names.address };
      const program = join(import.meta.dirname, "stand-ins/all-tricks.ts");
      const calls = "trace=connect,sendto,sendmsg,sendmmsg";
      const args = ["-f", "-qq", "-s", "0", "-e", calls, "-o", file, process.execPath, program, JSON.stringify(ports)];
      const { stdout } = await promisify(execFile)("strace", args, { maxBuffer: 10_000_000 });
      const said = JSON.parse(stdout) as { checks: number; others: string[] }; // safe because the program printed it
      expect(said.others).toEqual([]);
      expect(said.checks).toBeGreaterThan(10_000);
      // Our own name server, the host that redirects, and the first address of the name that changes: each was allowed, nothing else was dialled.
      const allowed = [names.address.replace(":", " "), `127.0.0.1 ${redirects.port}`, `127.0.0.2 ${redirects.port}`];
      expect([...endpointsIn(readFileSync(file, "utf8"))].toSorted()).toEqual(allowed.toSorted());
      expect(canary.connections()).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
