import type { MonitorFigures, RangeFigures } from "@vedette/core/series";
import type { Share } from "@vedette/core/monitor-record";
import { sentenceOf } from "@vedette/core/uptime-words";
import { durationName } from "@vedette/core/zoned-time";
import { counted, deltaText, formatCount, formatUs, uptimeText } from "../../../ui/format.ts";
import { countedText } from "./counted-text.ts";

/** A percentile of fewer checks than this says nothing to compare with. */
const fewestToCompare = 20;

type Kpi = { name: string; value: string; n: string; delta: string | null; before: string };

/**
 * Six figures of the range, each with how many checks it stands on and how it moved against the range before; below them what the
 * uptime counts.
 */
export function KpiRow({ figures }: { figures: MonitorFigures }) {
  return (
    <div>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
        {kpisOf(figures).map((kpi) => (
          <div key={kpi.name} className="bg-raised px-4 py-3">
            <dt className="text-xs text-muted">{kpi.name}</dt>
            <dd className="tabular mt-0.5 text-lg leading-tight font-semibold whitespace-nowrap">{kpi.value}</dd>
            <dd className="tabular mt-1 text-xs text-muted">
              {kpi.n}
              {kpi.delta !== null && (
                <span className="block" title={`The ${figures.range} before: ${kpi.before}`}>
                  {kpi.delta.startsWith("was") ? kpi.delta : `${kpi.delta} vs before`}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-1.5 text-xs text-muted">{sentenceOf(figures.definition, "monitor")}</p>
    </div>
  );
}

function kpisOf({ now, before, definition }: MonitorFigures): Kpi[] {
  const n = `n = ${formatCount(now.n)}`;
  const latency = (name: string, key: "p50Us" | "p95Us" | "p99Us"): Kpi => ({
    name,
    value: formatUs(now[key]),
    n,
    delta: before.n < fewestToCompare ? null : deltaText(now[key], before[key]),
    before: formatUs(before[key]),
  });
  return [
    {
      name: "Uptime",
      value: uptimeText(now.uptime),
      n: countedText(now, definition),
      delta: pointsText(now.uptime, before.uptime),
      before: uptimeText(before.uptime),
    },
    {
      name: "Downtime",
      value: downText(now),
      n: `in ${counted(now.incidents, "incident")}`,
      delta: before.uptime.counted === 0 ? null : `was ${downText(before)}`,
      before: downText(before),
    },
    latency("p50", "p50Us"),
    latency("p95", "p95Us"),
    latency("p99", "p99Us"),
    {
      name: "Checks",
      value: formatCount(now.n),
      n: "answered",
      delta: before.n === 0 ? null : `was ${formatCount(before.n)}`,
      before: formatCount(before.n),
    },
  ];
}

const downText = ({ downMs }: RangeFigures): string => (downMs === 0 ? "0 s" : durationName(downMs));

/** The change of a ratio in percentage points, to three decimals. */
function pointsText(now: Share, before: Share): string | null {
  if (now.counted === 0 || before.counted === 0) return null;
  const points = Math.round((now.up / now.counted - before.up / before.counted) * 100_000) / 1_000;
  return points === 0 ? "±0 points" : `${points > 0 ? "+" : "−"}${Math.abs(points)} points`;
}
