// The launcher with stand-ins for the three processes; each one's MODE comes from WEB_MODE, EDGE_MODE and WORKER_MODE.
import { join } from "node:path";
import { readSettings } from "../../launcher/env.ts";
import { launch } from "../../launcher/launch.ts";
import { sentenceOf } from "../../launcher/setup-error.ts";
import { stopSignal } from "../../launcher/stop-signal.ts";

const settings = readSettings();
try {
  await launch(
    {
      settings,
      print: (line) => console.log(line),
      build: async () => undefined,
      children: (env) =>
        (["web", "edge", "worker"] as const).map((name) => {
          const port = settings[`${name}Port`];
          return {
            name,
            command: process.execPath,
            args: [join(import.meta.dirname, "child.ts")],
            cwd: import.meta.dirname,
            env: { ...env, PORT: String(port), MODE: env[`${name.toUpperCase()}_MODE`] ?? "" },
            healthUrl: `http://127.0.0.1:${port}/`,
          };
        }),
      patienceMs: 1_000,
      firstBackoffMs: 10,
    },
    stopSignal(() => undefined),
  );
} catch (error) {
  console.error(sentenceOf(error, settings.dataDir));
  process.exitCode = 1;
}
process.exit();
