// The only file that must run on whatever Node the machine has: it brings the pinned pnpm and Node, then hands over.
// A second call costs the two stats of upToDate(). Exit code and signals are those of the program it starts.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, "node_modules/.bin/node");
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function upToDate() {
  const installed = join(root, "node_modules/.modules.yaml");
  if (!existsSync(installed) || !existsSync(node)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, "pnpm-lock.yaml")).mtimeMs;
}

if (!upToDate()) {
  console.log(`Installing dependencies with ${packageManager}; the first time takes a few minutes.`);
  const { status } = spawnSync("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(
      "The dependencies could not be installed. Check that the npm registry can be reached and the disk is not full, then run the command again.",
    );
    process.exit(status ?? 1);
  }
}

const [script, ...rest] = process.argv.slice(2);
const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(root, script), ...rest], {
  // The fourth is a line that breaks when we are killed: tools/start.ts then ends by itself.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: {
    ...process.env,
    PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    CHECKPOINT_DISABLE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
  },
});
// A terminal sends Ctrl-C to the whole group; a supervisor signals only us. Either way the child decides when to end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm can be killed without a signal for us; the shell it put between us then gets another parent. Nothing may outlive npm.
if (process.env.npm_lifecycle_event !== undefined && existsSync("/proc/self/status")) {
  const grandparent = () => /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, "utf8"))?.[1];
  const npm = grandparent();
  setInterval(() => grandparent() === npm || child.kill("SIGTERM"), 500).unref();
}
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? "SIGTERM"] ?? 15)));
