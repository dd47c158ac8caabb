import type { HttpAuth } from "@vedette/core/kinds/http";
import { createHash } from "node:crypto";
import { shown } from "./evidence.ts";
import { type Failure, blameOn } from "./failure.ts";
import { printable } from "./printable.ts";
import type { ProbeIo } from "./probe-io.ts";
import { type HttpRequest, bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";
import type { SignIn } from "./sign-in.ts";

/** Credentials, and by which way the token endpoint is reached. */
export type TokenRequest = Pick<HttpRequest, "tls" | "family" | "proxy"> & { auth: Extract<HttpAuth, { type: "oauth2" }> };
type Token = { value: string; goodUntilMs: number };

const maxTokens = 1_000;
/** Of a token that does not say how long it lives. */
const usualLifeMs = 300_000;
const maxLifeMs = 86_400_000;
const maxTokenLength = 8_000;

/** Tokens by what they were asked with, the oldest first. They live in this process alone. */
const tokens = new Map<string, Token>();

/** OAuth 2.0 client credentials (RFC 6749 section 4.4). A token is kept until shortly before it expires, or until it is refused. */
export class TokenSource implements SignIn {
  readonly #request: TokenRequest;
  readonly #io: ProbeIo;
  readonly #key: string;
  #token = "";
  #isKept = false;

  constructor(request: TokenRequest, io: ProbeIo) {
    this.#request = request;
    this.#io = io;
    this.#key = createHash("sha256")
      .update(JSON.stringify([request, io.deps.nameServers ?? []]))
      .digest("base64");
  }

  /** Takes the kept token or asks for one. */
  async fetch(): Promise<Failure | null> {
    const kept = tokens.get(this.#key);
    this.#isKept = kept !== undefined && kept.goodUntilMs > performance.now();
    const token = kept !== undefined && this.#isKept ? kept : await this.#ask();
    if ("failed" in token) return token;
    this.#token = token.value;
    this.#io.trace.secrets.push(token.value);
    return null;
  }

  header(): string {
    return `Bearer ${this.#token}`;
  }

  /** A kept token may have been revoked; a new one is simply not good enough. */
  async refused(): Promise<boolean | Failure> {
    tokens.delete(this.#key);
    if (!this.#isKept) return false;
    return (await this.fetch()) ?? true;
  }

  async #ask(): Promise<Token | Failure> {
    // Section 2.3.1: every server knows Basic, says the standard; some know only the fields of the form, says experience.
    const byHeader = await this.#post("header");
    const answer = "failed" in byHeader || (byHeader.status !== 400 && byHeader.status !== 401) ? byHeader : await this.#post("form");
    if ("failed" in answer) return blameOn("token_failed", "No token to sign in with", answer);
    const token = tokenIn(answer);
    if ("failed" in token) return token;
    tokens.delete(this.#key);
    tokens.set(this.#key, token);
    for (const oldest of tokens.keys()) {
      if (tokens.size <= maxTokens) break;
      tokens.delete(oldest);
    }
    return token;
  }

  async #post(secretIn: "header" | "form"): Promise<TokenAnswer | Failure> {
    const { auth, tls = {}, family, proxy } = this.#request;
    const { clientId, clientSecret, scope } = auth;
    const form = new URLSearchParams({ grant_type: "client_credentials", ...(scope !== "" && { scope }) });
    const headers: [string, string][] = [["Accept", "application/json"]];
    if (secretIn === "form") {
      form.set("client_id", clientId);
      form.set("client_secret", clientSecret);
    } else {
      const credentials = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString("base64");
      this.#io.trace.secrets.push(credentials);
      headers.push(["Authorization", `Basic ${credentials}`]);
    }
    const body = { contentType: "application/x-www-form-urlencoded", bytes: Buffer.from(form.toString()) };
    const reply = await requestHttp(
      { url: new URL(auth.tokenUrl), method: "POST", headers, body, maxRedirects: 0, tls, family, proxy, keep: keepAll },
      { ...this.#io, trace: this.#io.trace.aside() },
    );
    if ("failed" in reply) return reply;
    const read = await bodyText(reply);
    return "failed" in read ? read : { status: reply.head.status, text: read.text };
  }
}

type TokenAnswer = { status: number; text: string };

/** The token of an answer (section 5.1), or what the endpoint said instead (section 5.2): its own words, never the whole body. */
function tokenIn({ status, text }: TokenAnswer): Token | Failure {
  const answer = objectIn(text);
  const { access_token: value, token_type: type = "bearer", expires_in: lifeSeconds } = answer;
  const said = [answer["error"], answer["error_description"]].filter((word) => typeof word === "string").map((word) => printable(word));
  const failed = (message: string): Failure => ({
    failed: "token_failed",
    message,
    ...(said.length > 0 && { detail: shown(said.join(": ")) }),
  });
  if (status !== 200) return failed(`The token endpoint answered with status ${status}.`);
  if (typeof value !== "string" || value.length > maxTokenLength || !/^[\x21-\x7e]+$/.test(value))
    return failed("The token endpoint gave no usable token.");
  if (typeof type !== "string" || type.toLowerCase() !== "bearer")
    return failed("The token endpoint gave a token of another kind than bearer.");
  const seconds = Number(lifeSeconds);
  const lifeMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, maxLifeMs) : usualLifeMs;
  return { value, goodUntilMs: performance.now() + lifeMs - Math.min(60_000, lifeMs / 10) };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** RFC 6749 appendix B: id and secret are form-encoded before they become Basic credentials. */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
