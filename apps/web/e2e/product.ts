import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@vedette/testkit/free-port";

const root = join(import.meta.dirname, "../../..");

export type Product = AsyncDisposable & { webUrl: string; edgeUrl: string; databaseUrl: string; dataDir: string };

/**
 * The whole product as `npm start` starts it: launcher, PostgreSQL, web, worker and edge, on free ports and in a folder of its
 * own. Disposing ends all of it and removes the folder. `env` is what an operator would set.
 */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), "vedette-e2e-"));
  const [web, edge, worker] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "tools/start.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH ?? ""}`,
      DATA_DIR: dataDir,
      WEB_PORT: String(web),
      EDGE_PORT: String(edge),
      WORKER_PORT: String(worker),
      PRIVATE_TARGETS: "allowed",
      ...env,
    },
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  let said = "";
  const running = new Promise<void>((resolve) => {
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("Vedette is running.")) resolve();
      });
    }
  });
  await Promise.race([running, ended]);
  if (child.exitCode !== null || child.signalCode !== null) {
    await stop();
    throw new Error(`The product did not start:\n${said.slice(-4_000)}`);
  }
  return {
    webUrl: `http://localhost:${web}`,
    edgeUrl: `http://localhost:${edge}`,
    dataDir,
    databaseUrl: env["DATABASE_URL"] ?? builtInDatabase(dataDir),
    [Symbol.asyncDispose]: stop,
  };
}

/** What the launcher keeps in DATA_DIR says where its own PostgreSQL listens. */
function builtInDatabase(dataDir: string): string {
  const port = readFileSync(join(dataDir, "postgres.port"), "utf8");
  const { postgresPassword } = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as { postgresPassword: string }; // safe because the launcher wrote it
  return `postgresql://postgres:${encodeURIComponent(postgresPassword)}@127.0.0.1:${port}/vedette`;
}
