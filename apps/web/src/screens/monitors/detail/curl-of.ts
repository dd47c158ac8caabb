import type { HttpSpec } from "@vedette/core/kinds/http";

/** The same request for a terminal. Secrets are not known here: their places say so. */
export function curlOf(spec: HttpSpec): string {
  const { method, url, headers, body, auth, timeoutMs, maxRedirects, tls, version } = spec;
  const parts = ["curl -sS -o /dev/null -w '%{http_code} %{time_total}s\\n'", `-X ${method}`, `--max-time ${timeoutMs / 1_000}`];
  if (maxRedirects > 0) parts.push(`-L --max-redirs ${maxRedirects}`);
  if (version === "2") parts.push("--http2");
  if (!tls.verify) parts.push("-k");
  if (auth.type === "basic" || auth.type === "digest")
    parts.push(`${auth.type === "digest" ? "--digest " : ""}-u ${quoted(`${auth.user}:PASSWORD`)}`);
  if (auth.type === "bearer") parts.push("-H 'Authorization: Bearer TOKEN'");
  for (const { name, value } of headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body.type === "raw") parts.push(`-H ${quoted(`Content-Type: ${body.contentType}`)}`, `--data-raw ${quoted(body.text)}`);
  if (body.type === "json") parts.push("-H 'Content-Type: application/json'", `--data-raw ${quoted(body.text)}`);
  if (body.type === "form") for (const { name, value } of body.fields) parts.push(`--data-urlencode ${quoted(`${name}=${value}`)}`);
  return [...parts, quoted(url)].join(" ");
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
