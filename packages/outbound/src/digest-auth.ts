import { createHash, randomBytes } from "node:crypto";
import type { ResponseHead } from "./response-head.ts";

export type DigestChallenge = {
  realm: string;
  nonce: string;
  opaque: string | null;
  algorithm: string;
  hash: "md5" | "sha256";
  isSession: boolean;
  /** False: the server is from before RFC 2617, and its answer is a shorter one. */
  hasQop: boolean;
  hidesUser: boolean;
};
type Credentials = { user: string; password: string; method: string; target: string };

const hashes: ReadonlyMap<string, "md5" | "sha256"> = new Map([
  ["md5", "md5"],
  ["md5-sess", "md5"],
  ["sha-256", "sha256"],
  ["sha-256-sess", "sha256"],
]);
const parameter = /[\s,]*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;

/** The best challenge that can be answered (RFC 7616): SHA-256 before MD5, with `qop` auth or none. Null when there is none. */
export function digestChallengeOf(head: ResponseHead): DigestChallenge | null {
  const challenges = head.headers.flatMap(([name, value]) => (name === "www-authenticate" ? challengesIn(value) : []));
  return challenges.find(({ hash }) => hash === "sha256") ?? challenges[0] ?? null;
}

function challengesIn(value: string): DigestChallenge[] {
  // Header bytes were read as latin1.
  const text = Buffer.from(value, "latin1").toString();
  return [...text.matchAll(/(?:^|[\s,])Digest\s/gi)].flatMap((scheme) => challengeAt(text, scheme.index + scheme[0].length) ?? []);
}

function challengeAt(text: string, index: number): DigestChallenge | null {
  const found = new Map<string, string>();
  parameter.lastIndex = index;
  for (let match = parameter.exec(text); match !== null; match = parameter.exec(text))
    found.set((match[1] ?? "").toLowerCase(), match[2]?.replaceAll(/\\(.)/g, "$1") ?? match[3] ?? "");
  const algorithm = found.get("algorithm") ?? "MD5";
  const hash = hashes.get(algorithm.toLowerCase());
  const qop = found.get("qop");
  const realm = found.get("realm");
  const nonce = found.get("nonce");
  if (hash === undefined || realm === undefined || nonce === undefined) return null;
  if (qop !== undefined && !qop.split(",").some((each) => each.trim().toLowerCase() === "auth")) return null;
  return {
    realm,
    nonce,
    opaque: found.get("opaque") ?? null,
    algorithm,
    hash,
    isSession: algorithm.toLowerCase().endsWith("-sess"),
    hasQop: qop !== undefined,
    hidesUser: found.get("userhash")?.toLowerCase() === "true",
  };
}

/** The value of `Authorization` that answers a challenge (RFC 7616 section 3.4). `cnonce` is for tests with the RFC's own figures. */
export function digestAnswer(
  challenge: DigestChallenge,
  { user, password, method, target }: Credentials,
  cnonce = randomBytes(16).toString("hex"),
): string {
  const { realm, nonce, opaque, algorithm, hash, isSession, hasQop, hidesUser } = challenge;
  const h = (text: string) => createHash(hash).update(text).digest("hex");
  const secret = h(`${user}:${realm}:${password}`);
  const ha1 = isSession ? h(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = h(`${method}:${target}`);
  const response = hasQop ? h(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`) : h(`${ha1}:${nonce}:${ha2}`);
  return [
    `Digest username="${quotable(hidesUser ? h(`${user}:${realm}`) : user)}"`,
    `realm="${quotable(realm)}"`,
    `nonce="${quotable(nonce)}"`,
    `uri="${quotable(target)}"`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
    ...(hasQop || isSession ? ["qop=auth", "nc=00000001", `cnonce="${cnonce}"`] : []),
    ...(opaque === null ? [] : [`opaque="${quotable(opaque)}"`]),
    ...(hidesUser ? ["userhash=true"] : []),
  ].join(", ");
}

function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}
