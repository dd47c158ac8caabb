import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@vedette/testkit/free-port";
import { expect, vi } from "vitest";
import { root } from "../run-step.ts";

type Instance = AsyncDisposable & { dataDir: string; ports: number[]; env: Record<string, string> };

/** A DATA_DIR and three ports of a test's own; the launchers are ended with it. */
export async function instance(): Promise<Instance> {
  const dataDir = mkdtempSync(join(tmpdir(), "vedette-launcher-"));
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const [web, edge, worker] = ports.map(String);
  const env = { DATA_DIR: dataDir, WEB_PORT: web ?? "", EDGE_PORT: edge ?? "", WORKER_PORT: worker ?? "" };
  return {
    dataDir,
    ports,
    env,
    [Symbol.asyncDispose]: async () => {
      for (const launcher of launchers) launcher.kill("SIGINT");
      await Promise.all(launchers.splice(0).map((launcher) => launcher.ended));
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

const launchers: { kill: (signal: NodeJS.Signals) => unknown; ended: Promise<unknown> }[] = [];

/** `npm` starts it as the package's scripts do: the file that brings Node 24 stands in between. */
export function start(env: Record<string, string>, by: "node" | "npm" = "node") {
  const launcher = "tools/test/stand-ins/launcher.ts";
  const args = by === "npm" ? ["tools/with-node24.mjs", launcher] : ["--disable-warning=ExperimentalWarning", launcher];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (text) => (said += String(text)));
  child.stderr.on("data", (text) => (said += String(text)));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  const kill = (signal: NodeJS.Signals) => child.kill(signal);
  launchers.push({ kill, ended });
  return {
    kill,
    ended,
    said: () => said,
    running: () => vi.waitFor(() => expect(said).toContain("Vedette is running."), { timeout: 20_000 }),
  };
}
