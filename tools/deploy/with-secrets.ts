// with-secrets.ts PROGRAM: each file below /run/vedette becomes the variable of its name, unless that is set; then PROGRAM runs.
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = "/run/vedette";

for (const name of existsSync(folder) ? globSync("*/*", { cwd: folder }) : []) {
  process.env[basename(name).toUpperCase()] ||= readFileSync(join(folder, name), "utf8").trim();
}
// An address of the operator's own brings its own password; pg reads PGPASSWORD by itself.
const { REDIS_URL, REDIS_PASSWORD } = process.env;
if (REDIS_URL !== undefined && REDIS_PASSWORD !== undefined) {
  const url = new URL(REDIS_URL);
  if (url.hostname === "redis" && url.password === "") url.password = REDIS_PASSWORD;
  process.env["REDIS_URL"] = url.href;
}

const program = process.argv[2];
if (program === undefined) throw new Error("Name the program to run, such as apps/worker/src/main.ts.");
// What is behind it on the line is its own.
process.argv.splice(1, 1);
await import(pathToFileURL(resolve(program)).href);
