import type { z } from "zod";
import { HttpUrl } from "./http-url.ts";
import { HttpHeaders, type HttpSpec, httpMethods } from "./kinds/http.ts";
import { shellWords } from "./shell-words.ts";

type HttpInput = z.input<typeof HttpSpec>;
/** `notes` name in a sentence each what of the command is not in `spec`. `problem`: why it is no check, and what to paste instead. */
export type ReadCurl = { spec: HttpInput; notes: string[] } | { spec: null; problem: string };

const maxLength = 100_000;
/** As the schema has it. */
const [maxHeaders, maxSecrets] = [50, 20];

/** Flags that take a value; of the others that are known nothing follows. */
const valued: Record<string, string> = {
  "-X": "request", "-H": "header", "-d": "data", "-u": "user", "-m": "max-time", "-x": "proxy", "-U": "proxy-user", "-b": "cookie",
  "-A": "user-agent", "-e": "referer", "-F": "form", "-o": "output", "-w": "write-out", "-E": "cert", "-T": "upload-file", "-c": "cookie-jar",
  "-K": "config", "-r": "range", "-y": "speed-time", "-Y": "speed-limit", "-C": "continue-at", "-D": "dump-header", "-P": "ftp-port",
  "-Q": "quote", "-t": "telnet-option", "-z": "time-cond",
  "--data-ascii": "data", "--data-raw": "data-raw", "--data-binary": "data-raw",
}; // prettier-ignore
const bare: Record<string, string> = {
  "-L": "location", "-k": "insecure", "-G": "get", "-I": "head", "-4": "ipv4", "-6": "ipv6", "-s": "silent", "-S": "show-error", "-v": "verbose",
  "-i": "include", "-f": "fail", "-g": "globoff", "-#": "progress-bar", "-N": "no-buffer", "-O": "remote-name", "-J": "remote-header-name",
  "-R": "remote-time", "-Z": "parallel",
}; // prettier-ignore
/** All options of curl 8 that take a value: of one that is not known as such, the value would be taken for the address. */
const valuedNames = new Set([
  ...Object.values(valued), "abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert-type", "ciphers", "connect-timeout",
  "connect-to", "create-file-mode", "crlfile", "curves", "data-urlencode", "delegation", "dns-interface", "dns-ipv4-addr", "dns-ipv6-addr",
  "dns-servers", "doh-url", "ech", "egd-file", "engine", "etag-compare", "etag-save", "expect100-timeout", "form-string", "ftp-account",
  "ftp-alternative-to-user", "ftp-method", "ftp-ssl-ccc-mode", "happy-eyeballs-timeout-ms", "haproxy-clientip", "hostpubmd5", "hostpubsha256",
  "hsts", "interface", "ip-tos", "ipfs-gateway", "json", "keepalive-cnt", "keepalive-time", "key", "key-type", "krb", "libcurl", "limit-rate",
  "local-port", "login-options", "mail-auth", "mail-from", "mail-rcpt", "max-filesize", "max-redirs", "netrc-file", "noproxy",
  "oauth2-bearer", "output-dir", "parallel-max", "pass", "pinnedpubkey", "preproxy", "proto", "proto-default", "proto-redir", "proxy-cacert",
  "proxy-capath", "proxy-cert", "proxy-cert-type", "proxy-ciphers", "proxy-crlfile", "proxy-header", "proxy-key", "proxy-key-type",
  "proxy-pass", "proxy-pinnedpubkey", "proxy-service-name", "proxy-tls13-ciphers", "proxy-tlsauthtype", "proxy-tlspassword", "proxy-tlsuser",
  "proxy1.0", "pubkey", "random-file", "rate", "request-target", "resolve", "retry", "retry-delay", "retry-max-time", "sasl-authzid",
  "service-name", "sigalgs", "socks4", "socks4a", "socks5", "socks5-gssapi-service", "socks5-hostname", "stderr", "tftp-blksize", "tls-max",
  "tls13-ciphers", "tlsauthtype", "tlspassword", "tlsuser", "trace", "trace-ascii", "trace-config", "unix-socket", "url", "url-query",
  "variable", "vlan-priority",
]); // prettier-ignore
/** What only shapes curl's own output, or is how Vedette works anyway. */
const silent = new Set([
  "silent", "show-error", "verbose", "include", "fail", "fail-with-body", "globoff", "progress-bar", "no-buffer", "output", "write-out", "compressed",
  "basic", "no-progress-meter", "http1.1", "dump-header", "remote-name", "remote-header-name", "remote-time", "parallel", "tlsv1", "tlsv1.2",
]); // prettier-ignore

type Command = { options: { flag: string; name: string; value: string }[]; urls: string[]; notes: string[] };

const start = /^(?:[$#>]\s+)?(?:(?:sudo|time)\s+)*(?:\/[\w./-]*\/)?curl(?:\.exe)?(?=\s|$)/i;

/** Reads a pasted `curl` command as an HTTP check, its credentials in the fields that are sealed. Null when it is no such command. */
export function readCurl(typed: string): ReadCurl | null {
  const text = typed.trim();
  const [begin] = start.exec(text) ?? [];
  if (begin === undefined) return null;
  if (text.length > maxLength) return { spec: null, problem: "This command is too long. Use at most 100,000 characters." };
  const { options, urls, notes } = commandOf(shellWords(withoutCarets(text.slice(begin.length))));
  const [url] = urls;
  if (url === undefined) return { spec: null, problem: "This command names no address. Paste it with its https:// or http:// address." };
  const [, scheme = "http"] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url) ?? [];
  if (!/^https?$/i.test(scheme))
    return { spec: null, problem: `Of commands, only those for https:// and http:// are read. Paste the ${scheme}:// address alone.` };
  if (urls.length > 1) notes.push("Only the first address is taken; make a monitor for each of the others.");
  return { spec: specOf(url, options, notes), notes: [...new Set(notes)] };
}

/** A command as Windows' own shell is given it, which browsers copy as well: `^` continues lines and stands before what is no letter. */
function withoutCarets(text: string): string {
  return /^\s+\^"|\s\^\s/.test(text) ? text.replaceAll(/\^(?:\r?\n)?([^]?)/g, "$1") : text;
}

function commandOf({ words, notes }: { words: string[]; notes: string[] }): Command {
  const command: Command = { options: [], urls: [], notes: [...notes] };
  const rest = [...words];
  const next = (flag: string): string => {
    const value = rest.shift();
    if (value === undefined) command.notes.push(`${flag} has no value.`);
    return value ?? "";
  };
  const take = (flag: string, name: string, value: string): void => {
    if (name === "url") command.urls.push(value);
    else command.options.push({ flag, name, value });
  };
  while (rest.length > 0) {
    const word = rest.shift() ?? "";
    if (word.startsWith("--") && word.length > 2) {
      const name = valued[word] ?? word.slice(2);
      take(word, name, valuedNames.has(name) ? next(word) : "");
    } else if (/^-[^-]/.test(word)) {
      // `-sSLk` are four flags; of `-XPOST` all that follows the X is its value.
      for (let i = 1; i < word.length; i++) {
        const flag = `-${word[i]}`;
        const name = valued[flag];
        if (name === undefined) take(flag, bare[flag] ?? flag, "");
        else {
          take(flag, name, i + 1 < word.length ? word.slice(i + 1) : next(flag));
          break;
        }
      }
    } else if (word !== "" && word !== "-" && word !== "--") command.urls.push(word);
  }
  return command;
}

type Draft = HttpInput & { headers: { name: string; value: string }[]; secrets: { name: string; value: string }[] };

function specOf(typedUrl: string, options: Command["options"], notes: string[]): HttpInput {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typedUrl) ? typedUrl : `http://${typedUrl}`);
  // curl follows no redirect unless it is told to.
  const draft: Draft = { kind: "http", url: typedUrl, headers: [], secrets: [], maxRedirects: 0 };
  if (url !== null && (url.username !== "" || url.password !== "")) signIn(draft, `${decoded(url.username)}:${decoded(url.password)}`);
  const data: string[] = [];
  const named = new Set<string>();
  for (const { flag, name, value } of options) {
    named.add(name);
    if (name === "data" || name === "data-raw" || name === "json") addData(data, name, value, notes);
    else if (name === "data-urlencode") data.push(encodedData(value, notes));
    else if (!apply(draft, name, value, notes) && !silent.has(name)) notes.push(`${flag} has no counterpart in Vedette and was left out.`);
  }
  if (draft.auth?.type === "basic" && named.has("digest")) draft.auth = { ...draft.auth, type: "digest" };
  if (url !== null) {
    url.username = "";
    url.password = "";
    if (named.has("get") && data.length > 0) url.search = [url.search.slice(1), ...data].filter((part) => part !== "").join("&");
    draft.url = url.href;
  }
  if (data.length > 0 && !named.has("get")) setBody(draft, data.join(named.has("json") ? "" : "&"), named.has("json"));
  return { method: usualMethod(named), ...draft };
}

/** What curl sends unless it is told otherwise, also where what it would send cannot be read here. */
function usualMethod(named: ReadonlySet<string>): (typeof httpMethods)[number] {
  if (named.has("head")) return "HEAD";
  if (named.has("upload-file")) return "PUT";
  const sends = ["data", "data-raw", "data-urlencode", "json", "form", "form-string"].some((name) => named.has(name));
  return sends && !named.has("get") ? "POST" : "GET";
}

/** Whether the flag could be taken over, or was noted. */
function apply(draft: Draft, name: string, value: string, notes: string[]): boolean {
  switch (name) {
    case "request": {
      const method = httpMethods.find((each) => each === value.toUpperCase());
      if (method === undefined) notes.push(`The method ${value.slice(0, 20)} cannot be used.`);
      else draft.method = method;
      return true;
    }
    case "header":
      addHeader(draft, value, notes);
      return true;
    case "user-agent":
      addHeader(draft, `User-Agent: ${value}`, notes);
      return true;
    case "referer":
      addHeader(draft, `Referer: ${value}`, notes);
      return true;
    case "cookie":
      if (value.includes("=")) addHeader(draft, `Cookie: ${value}`, notes);
      else notes.push("Cookies in a file cannot be read; paste them as name=value.");
      return true;
    case "user":
      signIn(draft, value);
      if (!value.includes(":")) notes.push("The command asks for the password; type it into its field.");
      return true;
    case "oauth2-bearer":
      draft.auth = { type: "bearer", token: value };
      return true;
    case "digest":
    case "get":
    case "head":
      return true;
    case "insecure":
      draft.tls = { ...draft.tls, verify: false };
      return true;
    case "location":
      if (draft.maxRedirects === 0) draft.maxRedirects = 5;
      return true;
    case "max-redirs":
      draft.maxRedirects = Math.min(10, Math.max(0, Math.trunc(Number(value)) || 0));
      return true;
    case "max-time": {
      const ms = Math.round(Number(value) * 1_000);
      if (ms > 0) draft.timeoutMs = Math.min(60_000, Math.max(100, ms));
      return ms > 0;
    }
    case "http2":
      draft.version = "2";
      return true;
    case "ipv4":
    case "ipv6":
      draft.family = name;
      return true;
    case "proxy":
      setProxy(draft, value, notes);
      return true;
    case "form":
    case "form-string":
      notes.push(
        "Vedette cannot send a multipart form, so the request has no body. Where the service takes other forms too, choose Form as its body.",
      );
      return true;
    case "proxy-user":
      draft.proxy = { ...draft.proxy, ...credentials(value) };
      return true;
    default:
      return false;
  }
}

function credentials(text: string): { user: string; password: string } {
  const colon = text.indexOf(":");
  return colon < 0 ? { user: text, password: "" } : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function signIn(draft: Draft, text: string): void {
  draft.auth = { type: "basic", ...credentials(text) };
}

const secretHeaders = /^(?:cookie|authorization|proxy-authorization|.*(?:api-?key|token|secret|password).*)$/i;

function addHeader(draft: Draft, line: string, notes: string[]): void {
  const colon = line.indexOf(":");
  const name = (colon < 0 ? line : line.slice(0, colon)).trim();
  const value = colon < 0 ? "" : line.slice(colon + 1).trim();
  const [, scheme = "", credential = ""] = /^authorization$/i.test(name) ? (/^(basic|bearer)\s+(\S+)$/i.exec(value) ?? []) : [];
  if (scheme.toLowerCase() === "bearer") draft.auth = { type: "bearer", token: credential };
  else if (scheme !== "" && /^[\w+/]+=*$/.test(credential) && credential.length % 4 !== 1) signIn(draft, atob(credential));
  else {
    const problem = headerProblem(draft, name, value);
    if (problem !== undefined) notes.push(`The header ${name.slice(0, 40)} was left out: ${problem.replace(/\.$/, "")}.`);
    else draft.headers.push({ name, value: secretHeaders.test(name) ? sealed(draft, name, value) : value });
  }
}

function headerProblem({ headers, secrets }: Draft, name: string, value: string): string | undefined {
  if (value === "") return "it has no value";
  if (headers.length === maxHeaders) return `at most ${maxHeaders} are sent`;
  if (secrets.length === maxSecrets && secretHeaders.test(name)) return `at most ${maxSecrets} secrets are kept`;
  return HttpHeaders.safeParse([{ name, value }]).error?.issues[0]?.message;
}

/** Keeps a value among the secrets and answers what stands for it. */
function sealed(draft: Draft, header: string, value: string): string {
  const base =
    header
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replace(/^[^a-z]+/, "")
      .slice(0, 30) || "secret";
  const taken = draft.secrets.filter((secret) => secret.name.startsWith(base)).length;
  const name = taken === 0 ? base : `${base}_${taken + 1}`;
  draft.secrets.push({ name, value });
  return `{{${name}}}`;
}

function addData(data: string[], name: string, value: string, notes: string[]): void {
  if (name !== "data-raw" && value.startsWith("@"))
    notes.push(`The file ${value.slice(1, 60)} cannot be read here; paste its content as the body.`);
  else data.push(name === "data" ? value.replaceAll(/[\r\n]/g, "") : value);
}

/** `content`, `=content` or `name=content`, of which only the content is encoded. */
function encodedData(value: string, notes: string[]): string {
  const equals = value.indexOf("=");
  if (equals < 0 && value.includes("@")) {
    notes.push("A file of form data cannot be read here; paste its content as the body.");
    return "";
  }
  const name = equals <= 0 ? "" : `${value.slice(0, equals)}=`;
  return name + encodeURIComponent(value.slice(equals + 1).toWellFormed());
}

function setBody(draft: Draft, text: string, isJson: boolean): void {
  const typeAt = draft.headers.findIndex((header) => header.name.toLowerCase() === "content-type");
  const contentType = typeAt < 0 ? null : (draft.headers.splice(typeAt, 1)[0]?.value ?? null);
  if (isJson && !draft.headers.some((header) => header.name.toLowerCase() === "accept")) {
    draft.headers.push({ name: "Accept", value: "application/json" });
  }
  const isPlainJson = contentType === null ? isJson : /^application\/json$/i.test(contentType);
  draft.body = isPlainJson
    ? { type: "json", text }
    : { type: "raw", contentType: contentType ?? "application/x-www-form-urlencoded", text };
}

function setProxy(draft: Draft, value: string, notes: string[]): void {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  const { username = "", password = "" } = url ?? {};
  if (url !== null) {
    url.username = "";
    url.password = "";
  }
  if (url === null || !HttpUrl.safeParse(url.href).success) notes.push("This proxy cannot be used. Only HTTP proxies can.");
  else draft.proxy = { ...draft.proxy, url: url.href, ...(username !== "" && { user: decoded(username), password: decoded(password) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
