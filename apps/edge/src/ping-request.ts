import type { PingAddress } from "@vedette/db/intake";
import type { PingKind } from "@vedette/core/ping";

export type Dialect = "healthchecks" | "kuma";
/** What a sender asks for. `text`: what the address itself carries as the body. */
export type PingRequest = {
  dialect: Dialect;
  address: PingAddress;
  kind: PingKind;
  exitCode: number | null;
  rid: string | null;
  tookMs: number | null;
  text: string | null;
  mayCreate: boolean;
};
export type PingRefusal = { dialect: Dialect; status: number; text: string };

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const whole = new RegExp(`^${uuid}$`);
const byId = new RegExp(`^/ping/(${uuid})(?:/(start|fail|log|\\d{1,9}))?$`);
const bySlug = /^\/ping\/([\w-]{20,40})\/([\w-]{1,100})(?:\/(start|fail|log|\d{1,9}))?$/;
const byPush = /^\/api\/push\/([\w-]{20,32})$/;
const push = "/api/push/";
/** The dialect's own prefix may stand in front: a client that takes a base address with a path finds us there. */
const prefixes = { healthchecks: "/compat/healthchecks", kuma: "/compat/kuma" } as const;
const longestTookMs = 100_000_000_000;

/**
 * Reads the address of a ping as Healthchecks and Uptime Kuma have it: exact paths, codes and texts. Null: this is no address of a ping.
 * `/ping` alone belongs to another protocol.
 */
export function readPing(url: string): PingRequest | PingRefusal | null {
  const mark = url.indexOf("?");
  const full = mark === -1 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1));
  const within = (prefix: string) => (full.startsWith(`${prefix}/`) ? full.slice(prefix.length) : full);
  const kumaPath = within(prefixes.kuma);
  if (kumaPath.startsWith(push)) return readPush(kumaPath, query);
  const path = within(prefixes.healthchecks);
  return path.startsWith("/ping/") ? readHealthchecks(path, query) : null;
}

function readHealthchecks(path: string, query: URLSearchParams): PingRequest | PingRefusal {
  const dialect = "healthchecks";
  const refused = (status: number, text: string): PingRefusal => ({ dialect, status, text });
  const id = byId.exec(path);
  const named = id === null ? bySlug.exec(path) : null;
  const address = addressOf(id, named);
  if (address === null) return refused(404, "not found");
  if (address.by === "slug" && address.slug !== address.slug.toLowerCase()) return refused(400, "invalid url format");
  const said = (id === null ? named?.[3] : id[2]) ?? "";
  const exitCode = /^\d/.test(said) ? Number(said) : null;
  if (exitCode !== null && exitCode > 255) return refused(400, "invalid url format");
  const rid = query.get("rid");
  if (rid !== null && !whole.test(rid.toLowerCase())) return refused(400, "invalid uuid format");
  return {
    dialect,
    address,
    kind: said === "start" || said === "fail" || said === "log" ? said : exitCode === null || exitCode === 0 ? "success" : "fail",
    exitCode,
    rid: rid?.toLowerCase() ?? null,
    tookMs: null,
    text: null,
    mayCreate: address.by === "slug" && query.get("create") === "1",
  };
}

function addressOf(id: RegExpExecArray | null, named: RegExpExecArray | null): PingAddress | null {
  if (id?.[1] !== undefined) return { by: "id", token: id[1] };
  if (named?.[1] !== undefined && named[2] !== undefined) return { by: "slug", pingKey: named[1], slug: named[2] };
  return null;
}

function readPush(path: string, query: URLSearchParams): PingRequest | PingRefusal {
  const dialect = "kuma";
  const token = byPush.exec(path)?.[1];
  if (token === undefined) return { dialect, status: 404, text: kumaUnknown };
  const took = query.get("ping") ?? "";
  const tookMs = took === "" ? null : Number(took);
  if (tookMs !== null && !(tookMs >= 0 && tookMs <= longestTookMs)) {
    return { dialect, status: 404, text: "Invalid ping value. Must be between 0 and 100000000000 ms." };
  }
  return {
    dialect,
    address: { by: "push", token },
    // Whatever is not up is down, as its author has it.
    kind: (query.get("status") ?? "up") === "up" ? "success" : "fail",
    exitCode: null,
    rid: null,
    tookMs,
    text: query.get("msg") ?? "OK",
    mayCreate: false,
  };
}

export const kumaUnknown = "Monitor not found or not active.";
