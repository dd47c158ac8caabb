import type { HttpBody } from "@vedette/core/kinds/http";
import { withSecrets } from "./fill-secrets.ts";
import type { HttpHeader, HttpPayload } from "./request-bytes.ts";

type Typed = { url: string; headers: readonly { name: string; value: string }[]; body: HttpBody };
type Values = readonly { name: string; value: string }[];
type Filled = { url: URL; headers: readonly HttpHeader[] | undefined; body: HttpPayload | undefined };

/** The request as it is sent: each `{{name}}` of query, header values and body replaced, written as its place wants it. */
export function filledRequest({ url, headers, body }: Typed, values: Values): Filled {
  return {
    url: filledUrl(url, values),
    headers: headers.length === 0 ? undefined : headers.map(({ name, value }) => [name, withSecrets(value, values)]),
    body: body.type === "none" ? undefined : payloadOf(body, values),
  };
}

function filledUrl(text: string, values: Values): URL {
  const url = new URL(text);
  if (values.length > 0) url.search = withSecrets(url.search, values, encodeURIComponent);
  return url;
}

function payloadOf(body: Exclude<HttpBody, { type: "none" }>, values: Values): HttpPayload {
  switch (body.type) {
    case "raw":
      return { contentType: body.contentType, bytes: Buffer.from(withSecrets(body.text, values)) };
    case "json":
      return { contentType: "application/json", bytes: Buffer.from(withSecrets(body.text, values, inJson)) };
    case "form": {
      const form = new URLSearchParams(body.fields.map(({ name, value }): [string, string] => [name, withSecrets(value, values)]));
      return { contentType: "application/x-www-form-urlencoded", bytes: Buffer.from(form.toString()) };
    }
  }
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
