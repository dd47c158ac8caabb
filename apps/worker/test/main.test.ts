import { freshDatabase } from "@vedette/testkit/database";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

it("says in one line that its port is taken, and what to do", async () => {
  await using database = await freshDatabase();
  const squatter = createServer();
  await once(squatter.listen(0), "listening");
  const { port } = squatter.address() as AddressInfo; // safe because it listens on TCP
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: database.url,
    MASTER_KEY: randomBytes(32).toString("base64"),
    PUBLIC_URL: "http://127.0.0.1:3000",
    EDGE_URL: "http://127.0.0.1:3001",
    WORKER_PORT: String(port),
    LOG_LEVEL: "error",
  };
  const main = join(import.meta.dirname, "../src/main.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [said, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  squatter.close();
  expect({ said, errors, code }).toEqual({
    said: "",
    errors: `Port ${port} is taken by another program. Stop that program, or choose another port, such as WORKER_PORT=${port === 65_535 ? 3_010 : port + 10}.\n`,
    code: 1,
  });
});
