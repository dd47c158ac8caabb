import { join } from "node:path";
import { root } from "../run-step.ts";
import type { Settings } from "./env.ts";
import type { ChildSpec } from "./supervise.ts";

/**
 * How Node runs the worker; the Dockerfile says the same. Left alone, V8 gives results that live for 200 ms a young generation of 128 MB
 * and lets the old one grow fourfold before it looks: twice the memory for 3 % less CPU time. And once a collection has met many checks
 * in flight it takes what they are made of for long-lived: 13 % of the worker's CPU went into collecting what was dead already.
 */
export const workerFlags = ["--max-semi-space-size=16", "--heap-growing-percent=40", "--no-allocation-site-pretenuring"];

/** The three processes of the product. */
export function productChildren(settings: Settings, env: Record<string, string>): ChildSpec[] {
  // Each gets only the secrets it uses: edge none, worker the key that opens channels.
  const { AUTH_SECRET = "", MASTER_KEY = "", ...open } = env;
  const app = (name: string, entry: string, healthUrl: string, secret: Record<string, string>, flags: string[] = []): ChildSpec => ({
    name,
    command: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", ...flags, join(root, "apps", name, entry)],
    cwd: join(root, "apps", name),
    env: { ...open, ...secret },
    healthUrl,
  });
  return [
    app("worker", "src/main.ts", `http://127.0.0.1:${settings.workerPort}/readyz`, { MASTER_KEY }, workerFlags),
    app("edge", "src/main.ts", `http://127.0.0.1:${settings.edgePort}/healthz`, {}),
    app("web", "src/server.ts", `http://127.0.0.1:${settings.webPort}/healthz`, {
      AUTH_SECRET,
      MASTER_KEY,
      PORT: String(settings.webPort),
    }),
  ];
}
