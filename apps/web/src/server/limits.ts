import { AppError } from "@vedette/core/app-error";
import type { Db } from "@vedette/db/db";
import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

/** Counts attempts at passwords and keys, and what costs others. */
export type Limits = {
  /** Counts one attempt for the address and, where given, for the account. Throws `too_many_requests` when either is used up. */
  attempt: (attempt: { ip: string | null; account?: string }) => Promise<void>;
  /**
   * Counts one use by a person: of a mail to an address that they typed, or of work that takes seconds; or of the links that were sent to
   * a channel. Throws like `attempt`.
   */
  use: (what: Costly, who: string) => Promise<void>;
};

const hourS = 3_600;
const perAccount = 20;
const perNetwork = 100;
/** Per person, whatever teams they make and delete; of links per channel. */
const perPerson = { mail: 60, sample: 10, link: 200 } as const;
export type Costly = keyof typeof perPerson;

/** In Postgres, so that neither a restart nor a wiped Redis resets them; in memory while Postgres is away. */
export function createLimits(pool: Db["pool"]): Limits {
  const limiter = (keyPrefix: string, points: number) => {
    const insuranceLimiter = new RateLimiterMemory({ keyPrefix, points, duration: hourS });
    return new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix,
      points,
      duration: hourS,
      insuranceLimiter,
    });
  };
  const accounts = limiter("account", perAccount);
  const networks = limiter("network", perNetwork);
  const uses = {
    mail: limiter("mail", perPerson.mail),
    sample: limiter("sample", perPerson.sample),
    link: limiter("link", perPerson.link),
  };
  const consume = async (counter: RateLimiterPostgres, key: string) => {
    try {
      // Hashed: an address has its place in the table of people alone, and a long one would not fit.
      await counter.consume(createHash("sha256").update(key).digest("base64url"));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const minutes = Math.max(1, Math.ceil(refusal.msBeforeNext / 60_000));
      throw new AppError("too_many_requests", `That was done too often. Try again in ${minutes} minutes.`);
    }
  };
  return {
    use: async (what, who) => await consume(uses[what], who),
    attempt: async ({ ip, account }) => {
      await consume(networks, networkOf(ip));
      if (account !== undefined) await consume(accounts, account);
    },
  };
}

/** An IPv4 address is a network of its own; an IPv6 one counts with its whole /64, which one customer usually has to itself. */
export function networkOf(ip: string | null): string {
  if (ip === null) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!ip.includes(":")) return ip;
  // The WHATWG parser writes every spelling of an address in one canonical form.
  const canonical = URL.parse(`http://[${ip.replace(/%.*$/, "")}]`)?.hostname.slice(1, -1) ?? ip;
  const [head = "", tail] = canonical.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => "0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}
