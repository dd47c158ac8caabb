import { timingSafeEqual } from "node:crypto";
import { Registry, collectDefaultMetrics } from "prom-client";
import { clientIpHeader } from "./auth.ts";
import type { Deps } from "./deps.ts";

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const registry = new Registry();
let started = false;

/** Figures of the process for Prometheus: to whoever has the token or, where none is set, to this machine. Else 404. */
export async function handleMetrics(deps: Pick<Deps, "env">, request: Request): Promise<Response> {
  if (!isAllowed(deps.env.METRICS_TOKEN, request)) return new Response("Not found\n", { status: 404 });
  if (!started) collectDefaultMetrics({ register: registry, prefix: "vedette_web_" });
  started = true;
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType, "cache-control": "no-store" } });
}

function isAllowed(token: string | undefined, request: Request): boolean {
  if (token === undefined) return loopback.has(request.headers.get(clientIpHeader) ?? "");
  const given = Buffer.from(request.headers.get("authorization") ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
