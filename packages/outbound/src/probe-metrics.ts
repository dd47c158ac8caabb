import { type FactValue, factName } from "@vedette/core/assertion/assertion";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { type MetricsSpec, metrics } from "@vedette/core/kinds/metrics";
import { statusMatches } from "@vedette/core/status-set";
import { type Page, fetchPage } from "./fetch-page.ts";
import { type Sample, pickMetric, readMetrics, readSelector, selectorOf } from "./metric-text.ts";
import type { ProbeKind } from "./probe-io.ts";
import { headerOf } from "./response-head.ts";

/** What a person who tries the settings is shown, to make conditions of. */
const maxShownSamples = 30;
const maxShownLength = 200;

/** Gets a service's own figures, as Prometheus text, OpenMetrics or JSON; what it cannot read is `decode_failed`. */
export const probeMetrics: ProbeKind<MetricsSpec> = async (spec, io) => {
  const page = await fetchPage(spec, io);
  if ("failed" in page) return page;
  const { status, headers } = page.head;
  if (!statusMatches(spec.expectedStatus, status)) return { status, facts: { values: { status }, headers } };
  const samples = isJson(page) ? [] : readMetrics(page.text);
  if (typeof samples === "string" || (isJson(page) && !isReadable(page.text)))
    return {
      failed: "decode_failed",
      message: `The answer is neither JSON nor metrics. ${typeof samples === "string" ? samples : ""}`.trim(),
    };
  const values = {
    status,
    ...(samples.length > 0 && { "metrics.samples": samples.length }),
    ...(io.trace.isWatched && shownSamples(samples)),
    ...askedSamples(spec, samples),
  };
  return { status, facts: { values, headers, body: page.text } };
};

function askedSamples({ assertions }: MetricsSpec, samples: readonly Sample[]): Record<string, FactValue> {
  const asked = readAssertions(assertions, metrics.subjects).conditions.flatMap(({ subject, argument }) =>
    subject === "metric" && argument !== null ? [argument] : [],
  );
  return Object.fromEntries(
    asked.flatMap((argument) => {
      const selector = readSelector(argument);
      const value = selector === null ? null : pickMetric(samples, selector);
      return value === null ? [] : [[factName("metric", argument), value]];
    }),
  );
}

function shownSamples(samples: readonly Sample[]): Record<string, FactValue> {
  const named = samples.slice(0, maxShownSamples).map((sample) => [factName("metric", selectorOf(sample)), sample.value] as const);
  return Object.fromEntries(named.filter(([name]) => name.length <= maxShownLength));
}

function isJson({ head, text }: Page): boolean {
  return /[/+]json\b/i.test(headerOf(head, "content-type") ?? "") || /^\s*[[{]/.test(text);
}

function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
