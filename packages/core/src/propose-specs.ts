import { type Address, readAddress } from "./address.ts";
import { minSecretLength } from "./fields.ts";
import { kinds, proposedName } from "./kinds.ts";
import { type MonitorKind, MonitorSpec } from "./monitor-spec.ts";
import { readCurl } from "./read-curl.ts";
import { mapSecrets } from "./secret-fields.ts";

/** A spec as it would be typed, and a name for its monitor. */
export type Proposal = { kind: MonitorKind; spec: Record<string, unknown>; name: string };

/** What usually listens on a port, as the scheme that its kind understands. */
export const usualSchemes: Record<number, string> = {
  21: "ftp",
  22: "ssh",
  25: "smtp",
  80: "http",
  110: "pop3",
  123: "ntp",
  143: "imap",
  443: "https",
  465: "smtps",
  587: "smtp",
  990: "ftps",
  993: "imaps",
  995: "pop3s",
  1883: "mqtt",
  3000: "http",
  3306: "mysql",
  4222: "nats",
  5432: "postgres",
  5671: "amqps",
  5672: "amqp",
  6379: "redis",
  8000: "http",
  8080: "http",
  8443: "https",
  8883: "mqtts",
  9092: "kafka",
  27017: "mongodb",
};

const shortSecret = `A password or key of fewer than ${minSecretLength} characters was left out: it could not be hidden in an answer that repeats it.`;

/**
 * What a typed or pasted text could mean, likeliest first, each kind once: an address of any kind, `host:port`, a bare name, a `curl`
 * command. Every spec is one that its schema accepts. `notes` say what of the text is in none of them. Total: any text is answered.
 * `scheme`: the one under which the host was found to answer, where none was typed; it comes first.
 */
export function proposeSpecs(typed: string, scheme: string | null = null): { proposals: Proposal[]; notes: string[] } {
  const curl = readCurl(typed);
  if (curl !== null) return valid(curl.spec === null ? [] : [curl.spec, asSequence(curl.spec)], curl.notes);
  const address = readAddress(typed);
  if (address === null) return { proposals: [], notes: [] };
  const found = scheme === null || address.scheme !== "" ? [] : [`${scheme}://${address.text}`];
  const meant = [...found, ...spellings(address)].flatMap((text) => {
    const read = readAddress(text);
    return read === null ? [] : kindsOf(read);
  });
  return valid([...meant, ...meant.map(asSequence)]);
}

/** An HTTP check as the first step of a sequence; anything else is no step. */
function asSequence(typed: object): object {
  const { url, method, headers, body, auth, expectedStatus, ...rest }: Record<string, unknown> = { ...typed };
  const { secrets, tls, proxy, maxRedirects, timeoutMs } = rest;
  const steps = rest["kind"] === "http" ? [{ name: "First step", url, method, headers, body, auth, expectedStatus }] : [];
  return { kind: "sequence", steps, secrets, tls, proxy, maxRedirects, timeoutMs };
}

/** The host of an address that does not say what answers there; null for any other text. */
export function withoutScheme(typed: string): { host: string; port: number | null } | null {
  const address = readAddress(typed);
  return address === null || address.scheme !== "" || address.port === 53 ? null : { host: address.host, port: address.port };
}

/** The same thing said with a scheme, in the order of what people mean by it. */
function* spellings({ text, scheme, host, port, path }: Address): Generator<string> {
  const name = host.includes(":") ? `[${host}]` : host;
  const isAddress = host.includes(":") || /^[\d.]+$/.test(host);
  if (scheme === "" && port !== null) {
    if (port === 53) yield `dns://${name}:53/${isAddress ? "example.com" : host}`;
    const usual = usualSchemes[port];
    if (usual !== undefined) yield `${usual}://${text}`;
    yield text;
    if (usual === undefined) yield* [`https://${text}`, `http://${text}`];
  } else if (scheme === "") {
    yield isAddress || !host.includes(".") ? `http://${text}` : `https://${text}`;
    if (path === "") yield* [`ping:${name}`, `dns:${name}`];
    if (!isAddress && host.includes(".")) yield* [`tls://${name}`, `domain:${name}`];
  } else {
    yield text;
    if (scheme === "https") yield* [`tls://${name}:${port ?? 443}`, ...(isAddress ? [] : [`domain:${name}`])];
  }
}

function kindsOf(address: Address): object[] {
  const found = Object.values(kinds).flatMap((info) => info.fromAddress?.(address) ?? []) as object[]; // safe because each is a spec's input
  // A path that says what it is says more than its scheme.
  return found.toSorted((a, b) => Number("kind" in b && b.kind === "metrics") - Number("kind" in a && a.kind === "metrics"));
}

/** Those that their schemas accept. A secret that is too short for any of them is left out, which is noted. */
function valid(specs: readonly object[], notes: readonly string[] = []): { proposals: Proposal[]; notes: string[] } {
  const proposals = new Map<MonitorKind, Proposal>();
  let isShortened = false;
  for (const typed of specs) {
    const spec = mapSecrets(MonitorSpec, typed, (secret) => {
      if (secret === "" || secret.length >= minSecretLength) return secret;
      isShortened = true;
      return "";
    });
    const parsed = MonitorSpec.safeParse(spec);
    if (!parsed.success || proposals.has(parsed.data.kind)) continue;
    proposals.set(parsed.data.kind, { kind: parsed.data.kind, spec: { ...spec }, name: proposedName(parsed.data) });
  }
  return { proposals: [...proposals.values()], notes: isShortened ? [...notes, shortSecret] : [...notes] };
}
