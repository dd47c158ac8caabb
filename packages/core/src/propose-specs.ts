import { type Address, readAddress } from "./address.ts";
import { nearest } from "./assertion/nearest.ts";
import { minSecretLength } from "./fields.ts";
import { kinds, proposedName } from "./kinds.ts";
import { type MonitorKind, MonitorSpec } from "./monitor-spec.ts";
import { readCurl } from "./read-curl.ts";
import { mapSecrets } from "./secret-fields.ts";

/** A spec as it would be typed, and a name for its monitor. */
export type Proposal = { kind: MonitorKind; spec: Record<string, unknown>; name: string };
/** `notes` say what of the text is in no proposal. `problem`: why there is none, and what to type instead, where that can be told. */
export type Proposed = { proposals: Proposal[]; notes: string[]; problem: string | null };

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
 * command. Every spec is one that its schema accepts. Total: any text is answered.
 * `scheme`: the one under which the host was found to answer, where none was typed; it comes first.
 */
export function proposeSpecs(typed: string, scheme: string | null = null): Proposed {
  const curl = readCurl(typed);
  if (curl?.spec === null) return { proposals: [], notes: [], problem: curl.problem };
  if (curl !== null) return valid([curl.spec, asSequence(curl.spec)], null, curl.notes);
  const address = readAddress(typed);
  if (address === null) return { proposals: [], notes: [], problem: problemOf(typed) };
  const found = scheme === null || address.scheme !== "" ? [] : [`${scheme}://${address.text}`];
  const meant = [...found, ...spellings(address)].flatMap((text) => {
    const read = readAddress(text);
    return read === null ? [] : kindsOf(read);
  });
  return valid([...meant, ...meant.map(asSequence)], problemOf(typed));
}

const knownSchemes = [
  ...new Set([...Object.values(usualSchemes), "wss", "ws", "grpc", "grpcs", "rediss", "dns", "tls", "tcp", "udp", "ping"]),
];

/** What of an address nobody could read, and what to type instead; null where only the form of a kind knows more. */
function problemOf(typed: string): string | null {
  const [, scheme = "", authority = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^\s/?#@]*@)?([^\s/?#]+)/i.exec(typed.trim()) ?? [];
  const [, host = authority, port = ""] = /^(.*?):(\d+)$/.exec(authority) ?? [];
  if (Number(port) > 65_535) return `Ports end at 65535, and ${port.slice(0, 20)} is beyond. Type another port.`;
  if (authority.includes(","))
    return `Type one server alone, such as ${authority.split(",", 1)[0]}, and make a monitor for each of the others.`;
  const isKnown = (port: string) =>
    kindsOf({ ...nowhere, scheme: scheme.toLowerCase(), port: port === "" ? null : Number(port) }).length > 0;
  if (scheme === "" || isKnown(port)) return null;
  if (isKnown("1")) return `Add the port, such as ${scheme}://${host}:8000.`;
  if (/\+srv$/i.test(scheme))
    return `Behind ${scheme}:// stands a list of servers. Paste the address of one of them, such as ${scheme.slice(0, -4)}://db0.${host}.`;
  const meant = nearest(scheme, knownSchemes);
  const instead =
    meant === null ? `Type ${host}:${port === "" ? "port" : port} to watch its port.` : `Did you mean ${meant}://${authority}?`;
  return `There is no kind of monitor for ${scheme}:// addresses. ${instead}`;
}

const nowhere: Address = {
  text: "",
  host: "example.com",
  scheme: "",
  port: null,
  path: "",
  query: new URLSearchParams(),
  user: "",
  password: "",
};

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
  const isLocal = isAddress || !host.includes(".");
  if (scheme === "" && port !== null) {
    if (port === 53) yield `dns://${name}:53/${isAddress ? "example.com" : host}`;
    const usual = usualSchemes[port];
    if (usual !== undefined) yield `${usual}://${text}`;
    // Whoever types a path means more than an open port.
    if (path === "") yield text;
    if (usual === undefined) yield* isLocal ? [`http://${text}`, `https://${text}`] : [`https://${text}`, `http://${text}`];
    if (path !== "") yield `${name}:${port}`;
  } else if (scheme === "") {
    yield isLocal ? `http://${text}` : `https://${text}`;
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
function valid(specs: readonly object[], problem: string | null, notes: readonly string[] = []): Proposed {
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
  return {
    proposals: [...proposals.values()],
    notes: isShortened ? [...notes, shortSecret] : [...notes],
    problem: proposals.size === 0 ? problem : null,
  };
}
