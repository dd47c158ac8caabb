import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Secrets, TlsOptions, activeFields, line, maxRedirects } from "../fields.ts";
import { HttpUrl } from "../http-url.ts";
import { readJsonPlace } from "../json-place.ts";
import { kindOf } from "../kind.ts";
import { StatusSet } from "../status-set.ts";
import { HttpAuth, HttpHeaders } from "./http.ts";
import { readSelector } from "../css-selector.ts";

const subjects: readonly Subject[] = [
  { name: "status", type: "number", label: "Status" },
  { name: "latency", type: "duration", label: "Latency" },
  { name: "content", type: "text", label: "Watched content" },
  { name: "content.changed", type: "boolean", label: "Content differs from the approved" },
  { name: "header", type: "text", label: "Header", argument: { label: "Name", placeholder: "content-type" } },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

const Watched = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("text") }),
    z.strictObject({
      type: z.literal("selector"),
      selector: line(300)
        .superRefine((text, context) => {
          const selector = readSelector(text);
          if (typeof selector === "string") context.addIssue({ code: "custom", message: selector });
        })
        .meta({ label: "CSS selector", placeholder: "main .price" }),
    }),
    z.strictObject({
      type: z.literal("json"),
      path: line(300)
        .refine((path) => readJsonPlace(path) !== null, "Type a JSONPath that means one value, such as $.release.version or $.items[0].")
        .meta({ label: "JSONPath", placeholder: "$.release.version" }),
    }),
    z.strictObject({ type: z.literal("checksum") }),
  ])
  .default({ type: "text" })
  .meta({
    label: "Watch",
    place: "main",
    choices: { text: "The text of the page", selector: "One part of the page", json: "A JSON value", checksum: "Every byte" },
  });

export const ContentSpec = z.strictObject({
  kind: z.literal("content"),
  url: HttpUrl.meta({ label: "Address", place: "address", placeholder: "https://example.com/terms" }),
  watch: Watched,
  onChange: z
    .enum(["degraded", "down"])
    .default("degraded")
    .meta({ label: "A change is", place: "main", choices: { degraded: "Degraded", down: "Down" } }),
  expectedStatus: StatusSet.default("2xx").meta({ label: "Expected status", placeholder: "2xx, 301" }),
  ...activeFields(subjects),
  headers: HttpHeaders,
  auth: HttpAuth,
  secrets: Secrets,
  maxRedirects,
  tls: TlsOptions,
});
export type ContentSpec = z.output<typeof ContentSpec>;

export const content = kindOf(ContentSpec)({
  label: "Content",
  about: "Watches a page, a part of it or a JSON value, and tells when it is no longer what was approved.",
  group: "web",
  target: (spec) => spec.url,
  destination: ({ url, auth }) => [new URL(url).origin, auth.type === "oauth2" ? auth.tokenUrl : ""].join(" "),
  name: (spec) => {
    const url = new URL(spec.url);
    return `${url.host}${url.pathname === "/" ? "" : url.pathname} content`;
  },
  subjects,
});

/** What tells one watch from another: contents of different watches are never compared. */
export function watchOf({ url, watch }: ContentSpec): string {
  return JSON.stringify([url, watch]);
}
