import { mayScrape } from "@vedette/core/may-scrape";
import { Registry, collectDefaultMetrics } from "prom-client";
import { clientIpHeader, forwardedHeader } from "./auth.ts";
import type { Deps } from "./deps.ts";

const registry = new Registry();
let started = false;

/** Figures of the process for Prometheus: to whoever has the token or, where none is set, to this machine. Else 404. */
export async function handleMetrics(deps: Pick<Deps, "env">, { headers }: Request): Promise<Response> {
  const asked = {
    authorization: headers.get("authorization") ?? undefined,
    remoteAddress: headers.get(clientIpHeader) ?? undefined,
    isForwarded: headers.has(forwardedHeader),
  };
  if (!mayScrape(asked, deps.env.METRICS_TOKEN)) return new Response("Not found\n", { status: 404 });
  if (!started) collectDefaultMetrics({ register: registry, prefix: "vedette_web_" });
  started = true;
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType, "cache-control": "no-store" } });
}
