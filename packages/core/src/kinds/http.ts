import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Secrets, TlsOptions, activeFields, line, maxRedirects, secret } from "../fields.ts";
import { HttpUrl } from "../http-url.ts";
import { kindOf } from "../kind.ts";
import { checkPlaceholders, isOneLine } from "../placeholders.ts";
import { StatusSet } from "../status-set.ts";

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const;

export const httpSubjects: readonly Subject[] = [
  { name: "status", type: "number", label: "Status" },
  { name: "latency", type: "duration", label: "Latency" },
  { name: "header", type: "text", label: "Header", argument: { label: "Name", placeholder: "content-type" } },
  { name: "body", type: "text", label: "Body", needsBody: true },
  { name: "body.size", type: "bytes", label: "Size of the body", needsBody: true },
  { name: "json", type: "json", label: "JSON value", argument: { label: "JSONPath", placeholder: "$.queue.depth" }, needsBody: true },
  { name: "redirects", type: "number", label: "Redirects followed" },
  { name: "http.version", type: "text", label: "HTTP version" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/, "A header name has letters, digits and hyphens.");
/** Those that describe the exchange itself are ours to set: a wrong one would make the answer unreadable. */
const ownHeaders = /^(?:connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive|proxy-.*|accept-encoding)$/i;

const Pairs = (label: string, item: string, names: z.ZodType<string, string>) =>
  z
    .array(z.strictObject({ name: names.meta({ label: "Name" }), value: line(4_000).meta({ label: "Value" }) }))
    .max(50, "At most 50 entries.")
    .default([])
    .meta({ label, item });

export const HttpHeaders = Pairs(
  "Headers",
  "a header",
  headerName.refine((name) => !ownHeaders.test(name), "This header is set by Vedette itself."),
);

export const HttpBody = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("none") }),
    z.strictObject({
      type: z.literal("raw"),
      contentType: line(200).default("text/plain").meta({ label: "Content type" }),
      text: z.string().max(50_000, "At most 50,000 characters.").meta({ label: "Text", control: "lines" }),
    }),
    z.strictObject({
      type: z.literal("json"),
      text: z.string().max(50_000, "At most 50,000 characters.").meta({ label: "JSON", control: "lines", placeholder: '{"query": "ok"}' }),
    }),
    z.strictObject({ type: z.literal("form"), fields: Pairs("Fields", "a field", line(200)) }),
  ])
  .default({ type: "none" })
  .meta({ label: "Body", choices: { none: "No body", raw: "Text", json: "JSON", form: "Form" } });
export type HttpBody = z.output<typeof HttpBody>;

export const HttpAuth = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("none") }),
    z.strictObject({ type: z.literal("basic"), user: line(500).meta({ label: "User" }), password: secret("Password") }),
    z.strictObject({ type: z.literal("digest"), user: line(500).meta({ label: "User" }), password: secret("Password") }),
    z.strictObject({ type: z.literal("bearer"), token: secret("Token") }),
    z.strictObject({
      type: z.literal("oauth2"),
      tokenUrl: HttpUrl.meta({ label: "Token address", placeholder: "https://id.example.com/oauth/token" }),
      clientId: line(500).meta({ label: "Client id" }),
      clientSecret: secret("Client secret"),
      scope: line(500).default("").meta({ label: "Scope" }),
    }),
  ])
  .default({ type: "none" })
  .meta({
    label: "Sign in",
    choices: { none: "No sign-in", basic: "Basic", digest: "Digest", bearer: "Bearer token", oauth2: "OAuth 2 client credentials" },
  });
export type HttpAuth = z.output<typeof HttpAuth>;

/** Refuses a sign-in that no request could carry. `at`: where the request stands in the spec. */
export function checkSignIn(
  { auth, headers }: { auth: HttpAuth; headers: z.output<typeof HttpHeaders> },
  context: z.core.$RefinementCtx,
  at: readonly (string | number)[] = [],
): void {
  const issue = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path: [...at, ...path], message });
  const authorization = headers.findIndex(({ name }) => name.toLowerCase() === "authorization");
  if (auth.type !== "none" && authorization >= 0)
    issue(["headers", authorization, "name"], "The sign-in sets this header already. Remove one of the two.");
  if (auth.type === "bearer" && !isOneLine(auth.token))
    issue(["auth", "token"], "A token has one line. Type it again without line breaks.");
  if ((auth.type === "basic" || auth.type === "digest") && auth.user.includes(":"))
    issue(["auth", "user"], "A user name cannot contain a colon here.");
}

export const HttpProxy = z
  .strictObject({
    url: z
      .union([z.literal(""), HttpUrl], "Type the address of a proxy, such as http://proxy.example.com:3128, or leave it empty.")
      .default("")
      .meta({ label: "Proxy", placeholder: "http://proxy.example.com:3128" }),
    user: line(500).default("").meta({ label: "User of the proxy" }),
    password: secret("Password of the proxy"),
  })
  .prefault({})
  .meta({ label: "Proxy" });
export type HttpProxy = z.output<typeof HttpProxy>;

const fields = z.strictObject({
  kind: z.literal("http"),
  url: HttpUrl.meta({ label: "Address", place: "address", placeholder: "https://example.com/health" }),
  method: z.enum(httpMethods).default("GET").meta({ label: "Method", place: "main" }),
  expectedStatus: StatusSet.default("2xx").meta({ label: "Expected status", place: "main", placeholder: "2xx, 301" }),
  ...activeFields(httpSubjects),
  headers: HttpHeaders,
  body: HttpBody,
  auth: HttpAuth,
  secrets: Secrets,
  maxRedirects,
  version: z
    .enum(["1.1", "2"])
    .default("1.1")
    .meta({ label: "HTTP version", choices: { "1.1": "HTTP/1.1", "2": "HTTP/2" } }),
  tls: TlsOptions,
  proxy: HttpProxy,
});

export const HttpSpec = fields.superRefine((spec, context) => {
  checkPlaceholders(spec, spec.secrets, [], context);
  checkSignIn(spec, context);
  if (spec.version === "2" && spec.url.startsWith("http:"))
    context.addIssue({
      code: "custom",
      path: ["version"],
      message: "HTTP/2 is spoken over TLS only. Use an https:// address, or HTTP/1.1.",
    });
});
export type HttpSpec = z.output<typeof HttpSpec>;

export const http = kindOf(HttpSpec)({
  label: "HTTP",
  about: "Requests an address and looks at the answer.",
  group: "web",
  target: (spec) => spec.url,
  name: (spec) => {
    const url = new URL(spec.url);
    return `${url.host}${url.pathname === "/" ? "" : url.pathname}`.slice(0, 100);
  },
  destination: ({ url, auth, proxy }) => [new URL(url).origin, auth.type === "oauth2" ? auth.tokenUrl : "", proxy.url].join(" "),
  subjects: httpSubjects,
  fromAddress: ({ scheme, text, user, password }) => {
    if (scheme !== "http" && scheme !== "https") return null;
    if (user === "" && password === "") return { kind: "http", url: text };
    return { kind: "http", url: text.replace(/\/\/[^/@]*@/, "//"), auth: { type: "basic", user, password } };
  },
});
