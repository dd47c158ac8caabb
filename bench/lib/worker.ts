import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePort } from "@vedette/testkit/free-port";
import { workerFlags } from "../../tools/launcher/product.ts";
import { type Running, start } from "./process.ts";

/** One worker process as it is shipped, once it has started; `port` answers /metrics. `env`: what an operator would set beside. */
export async function startWorker(databaseUrl: string, env: Record<string, string> = {}): Promise<Running & { port: number }> {
  const port = await freePort();
  const main = join(import.meta.dirname, "../../apps/worker/src/main.ts");
  const worker = start(process.execPath, ["--disable-warning=ExperimentalWarning", ...workerFlags, main], {
    env: {
      DATABASE_URL: databaseUrl,
      MASTER_KEY: randomBytes(32).toString("base64"),
      PUBLIC_URL: "http://localhost:3000",
      EDGE_URL: "http://localhost:3001",
      WORKER_PORT: String(port),
      NODE_ENV: "production",
      ...env,
    },
  });
  await worker.line(/worker started/);
  return { ...worker, port };
}
