// pnpm bench NAME [--quick]: prints a table and, as its last line, one JSON object with every figure. Ends with 1 where promises are `broken`.
import { benchAlerts } from "./alerts.ts";
import { benchCharts } from "./charts.ts";
import { benchChecks } from "./checks.ts";
import { benchDelivery } from "./delivery/main.ts";
import { benchFairness } from "./fairness.ts";
import { benchHostile } from "./hostile.ts";
import { benchList } from "./list.ts";
import { benchHeartbeats } from "./heartbeats.ts";
import { benchOracle } from "./oracle.ts";
import { benchOverload } from "./overload.ts";
import { benchPage } from "./page.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchRestart } from "./restart.ts";
import { benchRules } from "./rules.ts";
import { benchStorage } from "./storage.ts";

const benches: Record<string, (options: { quick: boolean; args: string[] }) => Promise<Record<string, number | null>>> = {
  alerts: benchAlerts,
  charts: benchCharts,
  checks: benchChecks,
  delivery: benchDelivery,
  fairness: benchFairness,
  hostile: benchHostile,
  list: benchList,
  heartbeats: benchHeartbeats,
  oracle: benchOracle,
  overload: benchOverload,
  page: benchPage,
  pipeline: benchPipeline,
  restart: benchRestart,
  rules: benchRules,
  storage: benchStorage,
};

const [name = "", ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`Usage: pnpm bench NAME [--quick], with NAME one of ${Object.keys(benches).join(", ")}.\n`);
  process.exit(2);
}
const figures = await bench({ quick: args.includes("--quick"), args });
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit((figures["broken"] ?? 0) > 0 ? 1 : 0);
