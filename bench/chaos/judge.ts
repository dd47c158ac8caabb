import { answers } from "./judge-answers.ts";
import { lies, ticksOf } from "./judge-checks.ts";
import { causeless, overlapping, wrongAlone, wrongTogether } from "./judge-incidents.ts";
import { tellings } from "./judge-tellings.ts";
import { judgeUplinks } from "./judge-uplinks.ts";
import { type LogFiles, outagesOf, readEvidence } from "./record.ts";

/*
 * An independent judge: it reads what the targets and their uplinks knew of themselves, what the receivers got and what the database says,
 * and shares no code with the product.
 */

/** `violations` is empty where every promise was kept. The figures say what was seen. */
export type Judgement = { violations: string[]; figures: Record<string, number> };

export async function judge(databaseUrl: string, logs: LogFiles): Promise<Judgement> {
  const evidence = await readEvidence(databaseUrl, logs);
  const { monitors, truth, incidents } = evidence;
  const violations: string[] = [];
  const figures = { monitors: monitors.length, results: evidence.results.length, ticks: 0, ticksWithoutData: 0, outages: 0 };
  const [resultsOf, gapsOf] = [Map.groupBy(evidence.results, ({ no }) => no), Map.groupBy(evidence.gaps, ({ no }) => no)];
  for (const monitor of monitors) {
    const target = Number(monitor.name.slice(1));
    const results = resultsOf.get(monitor.no) ?? [];
    const gaps = gapsOf.get(monitor.no) ?? [];
    const outages = outagesOf(truth, target);
    const cuts = evidence.cuts.filter(({ targets }) => targets.includes(target));
    const opened = incidents.filter((incident) => incident.monitor_id === monitor.id);
    figures.outages += outages.length;
    for (const location of monitor.location_nos) {
      const seen = results.filter((result) => result.location === location);
      const here = cuts.filter(({ locationNo }) => locationNo === location);
      const ticks = ticksOf(
        monitor,
        seen,
        gaps.filter((gap) => gap.location === location),
      );
      figures.ticks += ticks.all;
      figures.ticksWithoutData += ticks.withoutData;
      violations.push(...lies(monitor, seen, outages, here), ...ticks.violations);
    }
    violations.push(
      ...overlapping(monitor, opened),
      ...causeless(monitor, opened, outages, cuts),
      ...(monitor.location_nos.length === 1 ? wrongAlone(monitor, results, opened) : wrongTogether(monitor, results, gaps, opened)),
    );
  }
  const told = tellings(incidents, evidence.alerts, evidence.deliveries);
  const uplinks = judgeUplinks(evidence);
  const answered = answers(evidence);
  return {
    violations: [...violations, ...told.violations, ...uplinks.violations, ...answered.violations],
    figures: { ...figures, incidents: incidents.length, ...told.figures, ...uplinks.figures, ...answered.figures },
  };
}
