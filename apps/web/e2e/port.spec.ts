import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { environment, expect, test } from "./fixtures.ts";

test("web says in one line that its port is taken, and what to do", async ({ webUrl, edgeUrl }) => {
  const port = Number(new URL(webUrl).port);
  const web = join(import.meta.dirname, "..");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(web, "src/server.ts")], {
    cwd: web,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: environment("E2E_DATABASE_URL"),
      AUTH_SECRET: randomBytes(32).toString("base64"),
      MASTER_KEY: randomBytes(32).toString("base64"),
      PUBLIC_URL: webUrl,
      EDGE_URL: edgeUrl,
      WEB_PORT: String(port),
    },
  });
  const [said, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(said).not.toContain("listen");
  expect({ errors, code }).toEqual({
    errors: `Port ${port} is taken by another program. Stop that program, or choose another port, such as WEB_PORT=${port + 10}.\n`,
    code: 1,
  });
});
