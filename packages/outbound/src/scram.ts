import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

export type ScramHash = "sha1" | "sha256" | "sha512";

const derive = promisify(pbkdf2);
const keyBytes = { sha1: 20, sha256: 32, sha512: 64 } as const;
/** The server names the rounds, and each of them is our CPU. Usual are 4,096 to 15,000. */
const maxRounds = 100_000;

/** Why an exchange cannot go on; the server's fault. */
export class ScramError extends Error {}

/**
 * The client's side of SCRAM (RFC 5802, RFC 7677) without channel binding: `first`, then `proof` with the server's first message, then
 * `verify` with its last. Nothing of it may be shown: a proof can be tried against passwords at leisure.
 */
export class Scram {
  readonly #hash: ScramHash;
  readonly #user: string;
  readonly #password: string;
  readonly #nonce: string;
  #signature: Uint8Array = Buffer.alloc(0);

  /** The password as the protocol at hand prepares it. `nonce` is random unless a test says otherwise. */
  constructor(hash: ScramHash, user: string, password: string, nonce = randomBytes(18).toString("base64")) {
    this.#hash = hash;
    this.#user = user.replaceAll("=", "=3D").replaceAll(",", "=2C");
    this.#password = password;
    this.#nonce = nonce;
  }

  first(): string {
    return `n,,${this.#bare()}`;
  }

  /** The client's last message. Throws `ScramError` for a message that is none, that another nonce begins, or that wants too much work. */
  async proof(serverFirst: string): Promise<string> {
    const [, nonce = "", salt = "", rounds = ""] =
      /^r=([\u0021-\u002b\u002d-\u007e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})(?:,.*)?$/.exec(serverFirst) ?? [];
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) throw new ScramError("The server's first message cannot be read.");
    if (Number(rounds) < 1 || Number(rounds) > maxRounds)
      throw new ScramError(`The server asks for ${rounds} rounds; at most ${maxRounds} are computed.`);
    const salted = await derive(this.#password, Buffer.from(salt, "base64"), Number(rounds), keyBytes[this.#hash], this.#hash);
    const clientKey = this.#hmac(salted, "Client Key");
    const last = `c=biws,r=${nonce}`;
    const all = `${this.#bare()},${serverFirst},${last}`;
    this.#signature = this.#hmac(this.#hmac(salted, "Server Key"), all);
    const mask = this.#hmac(createHash(this.#hash).update(clientKey).digest(), all);
    return `${last},p=${Buffer.from(clientKey.map((byte, i) => byte ^ (mask[i] ?? 0))).toString("base64")}`;
  }

  /** Whether the server proved that it knows the password as well. */
  verify(serverLast: string): boolean {
    const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(serverLast)?.[1] ?? "", "base64");
    return given.length > 0 && given.length === this.#signature.length && timingSafeEqual(given, this.#signature);
  }

  #bare(): string {
    return `n=${this.#user},r=${this.#nonce}`;
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest();
  }
}
