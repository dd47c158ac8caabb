// npm start: builds what changed, starts PostgreSQL, web, worker and edge, and keeps them running until Ctrl-C.
import { buildIfChanged } from "./launcher/build.ts";
import { readSettings } from "./launcher/env.ts";
import { launch } from "./launcher/launch.ts";
import { productChildren } from "./launcher/product.ts";
import { sentenceOf } from "./launcher/setup-error.ts";
import { stopSignal } from "./launcher/stop-signal.ts";

const print = (line: string) => console.log(line);
const stop = stopSignal(() => print("Stopping."));
let dataDir = "data";
try {
  const settings = readSettings();
  dataDir = settings.dataDir;
  await launch(
    {
      settings,
      print,
      build: (signal) => buildIfChanged(print, signal),
      children: (env) => productChildren(settings, env),
      patienceMs: 8_000,
      firstBackoffMs: 500,
    },
    stop,
  );
} catch (error) {
  console.error(sentenceOf(error, dataDir));
  process.exitCode = 1;
}
process.exit();
