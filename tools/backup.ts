// pnpm backup [FILE]: everything that another machine needs to go on, in one file; the product may run meanwhile.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { backUp } from "./launcher/back-up.ts";
import { readSettings } from "./launcher/env.ts";
import { sentenceOf } from "./launcher/setup-error.ts";
import { stopSignal } from "./launcher/stop-signal.ts";
import { root } from "./run-step.ts";

const print = (line: string) => console.log(line);
const stop = stopSignal(() => print("Stopping."));
let dataDir = "data";
try {
  const settings = readSettings();
  dataDir = settings.dataDir;
  const file = process.argv[2] ?? join("backups", `vedette-${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}Z.backup`);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }; // safe because we wrote it
  await backUp({ settings, file: resolve(root, file), vedette: version, print }, stop);
} catch (error) {
  console.error(sentenceOf(error, dataDir));
  process.exitCode = 1;
}
process.exit();
