// pnpm restore FILE [--move-aside]: makes DATA_DIR what it was when the backup was made, ready for npm start.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSettings } from "./launcher/env.ts";
import { asideName, restore } from "./launcher/restore.ts";
import { sentenceOf } from "./launcher/setup-error.ts";
import { stopSignal } from "./launcher/stop-signal.ts";
import { root } from "./run-step.ts";

const print = (line: string) => console.log(line);
const stop = stopSignal(() => print("Stopping."));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { "move-aside": { type: "boolean", default: false } } });
const [file] = positionals;
if (file === undefined) {
  console.error("Usage: pnpm restore FILE [--move-aside]");
  process.exit(2);
}
let dataDir = "data";
try {
  const settings = readSettings();
  dataDir = settings.dataDir;
  await restore({ settings, file: resolve(root, file), asideName: asideName(values["move-aside"]), print }, stop);
} catch (error) {
  console.error(sentenceOf(error, dataDir));
  process.exitCode = 1;
}
process.exit();
