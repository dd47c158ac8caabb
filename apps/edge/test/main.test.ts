import { freePort } from "@vedette/testkit/free-port";
import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { readEnv } from "../src/env.ts";
import { openPageStore } from "../src/page-store.ts";
import { ask, temporaryDirectory } from "./support.ts";

const main = join(import.meta.dirname, "../src/main.ts");

/** The program itself, with a database address on which nobody listens. */
async function startEdge(
  dataDirectory: string,
): Promise<AsyncDisposable & { port: number; env: Record<string, string | undefined>; child: ChildProcess; errors: () => string }> {
  const [port, closedPort] = [await freePort(), await freePort()];
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: `postgresql://nobody:x@127.0.0.1:${closedPort}/none`,
    EDGE_PORT: String(port),
    EDGE_HOST: "127.0.0.1",
    DATA_DIR: dataDirectory,
  };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await vi.waitFor(async () => expect((await ask(port, "/readyz")).status).toBe(200), { timeout: 10_000, interval: 50 });
  return {
    port,
    env,
    child,
    errors: () => errors,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

it("serves its pages with no database at all, through kill -9 and a half-written file", async () => {
  await using directory = await temporaryDirectory();
  const pages = join(directory.path, "edge", "pages");
  const bundle = sampleBundle(1, { version: 3, publishedAtMs: Date.now() - 3_600_000 });
  await (await openPageStore(pages, pino({ enabled: false }))).put(bundle, bundle.bytes, bundle.publishedAtMs);

  for (let life = 0; life < 2; life += 1) {
    await using edge = await startEdge(directory.path);
    const page = await ask(edge.port, "/s/page-1");
    expect(page.status).toBe(200);
    expect(page.text).toContain("1 hour ago. Live data is unavailable.");
    await vi.waitFor(
      async () => expect(JSON.parse((await ask(edge.port, "/readyz")).text)).toEqual({ ready: true, pages: 1, database: "unreachable" }),
      { timeout: 10_000 },
    );
    edge.child.kill("SIGKILL");
    await once(edge.child, "exit");
    await writeFile(join(pages, `${bundle.pageId}.4.bundle`), bundle.bytes.subarray(0, 400));
  }
});

it("ends within five seconds of SIGTERM, cleanly", async () => {
  await using directory = await temporaryDirectory();
  await using edge = await startEdge(directory.path);
  const exited = once(edge.child, "exit");
  const startedAtMs = performance.now();
  edge.child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  expect(edge.errors()).toBe("");
});

it("says in one line that its port is taken, and what to do", async () => {
  await using directory = await temporaryDirectory();
  await using edge = await startEdge(directory.path);
  const child = spawn(process.execPath, [main], { env: edge.env, stdio: ["ignore", "pipe", "pipe"] });
  const [said, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect({ said, errors, code }).toEqual({
    said: "",
    errors: `Port ${edge.port} is taken by another program. Stop that program, or choose another port, such as EDGE_PORT=${edge.port + 10}.\n`,
    code: 1,
  });
});

it("names every problem of the environment at once", () => {
  expect(() => readEnv({ DATABASE_URL: "mysql://x", EDGE_PORT: "99999", METRICS_TOKEN: "short" })).toThrow(
    /DATABASE_URL: .*\n {2}EDGE_PORT: .*\n {2}METRICS_TOKEN: /,
  );
  expect(readEnv({ DATABASE_URL: "postgresql://a@b/c", EDGE_HOST: "" })).toMatchObject({ EDGE_PORT: 3001, LOG_LEVEL: "info" });
});
