import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Secrets, TlsOptions, activeFields, maxRedirects } from "../fields.ts";
import { HttpUrl } from "../http-url.ts";
import { kindOf } from "../kind.ts";
import { StatusSet } from "../status-set.ts";
import { HttpAuth, HttpHeaders } from "./http.ts";

const subjects: readonly Subject[] = [
  {
    name: "metric",
    type: "number",
    label: "Metric",
    argument: { label: "Sample", placeholder: 'queue_depth{queue="mail"}' },
    needsBody: true,
  },
  { name: "json", type: "json", label: "JSON value", argument: { label: "JSONPath", placeholder: "$.queue.depth" }, needsBody: true },
  { name: "metrics.samples", type: "number", label: "Number of samples", needsBody: true },
  { name: "status", type: "number", label: "Status" },
  { name: "latency", type: "duration", label: "Latency" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const MetricsSpec = z.strictObject({
  kind: z.literal("metrics"),
  url: HttpUrl.meta({ label: "Address", place: "address", placeholder: "https://example.com/metrics" }),
  expectedStatus: StatusSet.default("2xx").meta({ label: "Expected status", placeholder: "2xx" }),
  ...activeFields(subjects),
  headers: HttpHeaders,
  auth: HttpAuth,
  secrets: Secrets,
  maxRedirects,
  tls: TlsOptions,
});
export type MetricsSpec = z.output<typeof MetricsSpec>;

export const metrics = kindOf(MetricsSpec)({
  label: "Metrics",
  about: "Reads a service's own /metrics or JSON status; conditions look at single figures.",
  group: "web",
  target: (spec) => spec.url,
  destination: ({ url, auth }) => [new URL(url).origin, auth.type === "oauth2" ? auth.tokenUrl : ""].join(" "),
  name: (spec) => `${new URL(spec.url).host} metrics`,
  subjects,
  fromAddress: ({ scheme, path, text: url }) =>
    (scheme === "http" || scheme === "https") && /(?:^|\/)metrics$/.test(path) ? { kind: "metrics", url } : null,
});
