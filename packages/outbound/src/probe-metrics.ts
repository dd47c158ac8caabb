import type { MetricsSpec } from "@vedette/core/kinds/metrics";
import { statusMatches } from "@vedette/core/status-set";
import { type Page, fetchPage } from "./fetch-page.ts";
import { type Sample, pickMetric, readMetrics, readSelector } from "./metric-text.ts";
import type { ProbeKind } from "./probe-io.ts";
import { headerOf } from "./response-head.ts";

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
  const values = { status, ...(samples.length > 0 && { "metrics.samples": samples.length }) };
  return { status, facts: { values, headers, body: page.text, find: finderIn(samples) } };
};

function finderIn(samples: readonly Sample[]) {
  return (subject: string, argument: string): number | undefined => {
    const selector = subject === "metric" ? readSelector(argument) : null;
    return selector === null ? undefined : (pickMetric(samples, selector) ?? undefined);
  };
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
