import type { FactValue } from "@vedette/core/assertion/assertion";
import type { DomainSpec } from "@vedette/core/kinds/domain";
import { type Registration, readRegistration } from "@vedette/core/rdap";
import { getDomain } from "tldts";
import { shown, shownHeaders } from "./evidence.ts";
import type { ProbeKind } from "./probe-io.ts";
import { rdapServiceOf } from "./rdap-services.ts";
import { type JsonReply, requestJson } from "./request-json.ts";

/** Asks the registry of a domain, by RDAP (RFC 9082), when its registration ends. Which part of the name was registered, the Public Suffix List says. */
export const probeDomain: ProbeKind<DomainSpec> = async (spec, io) => {
  const domain = getDomain(spec.domain, { allowPrivateDomains: false, validateHostname: false });
  if (domain === null) return { failed: "not_registered", message: `${spec.domain} is a public suffix, under which others register.` };
  const base = spec.rdap === "" ? await rdapServiceOf(domain, io) : spec.rdap;
  if (base === null)
    return { failed: "query_failed", message: `No RDAP service is listed for ${domain}. Type the registry's own, if it has one.` };
  if (typeof base === "object") return base;
  const url = URL.parse(`domain/${domain}`, base.endsWith("/") ? base : `${base}/`);
  if (url === null) return { failed: "query_failed", message: "The RDAP service that is listed has no usable address." };

  let reply: JsonReply | null = null;
  io.trace.tell = (hide) => ({
    request: { method: "GET", url: shown(url.href, 2_000) },
    ...(reply !== null && { response: { status: reply.status, headers: shownHeaders(reply.head.headers, hide) } }),
  });
  const outcome = await requestJson(url, io, spec.family);
  if ("failed" in outcome) return outcome;
  reply = outcome;
  if (reply.status === 404) return { failed: "not_registered", message: `The registry does not know ${domain}: it is not registered.` };
  if (reply.status !== 200) return { failed: "reply_unexpected", message: `The registry answered with status ${reply.status}.` };
  const registration = readRegistration(reply.json);
  if (registration === null || registration.domain !== domain)
    return { failed: "reply_unexpected", message: `The registry's answer says nothing about ${domain}.` };
  return { status: null, facts: { values: factsOf(registration, io.deps.now()) } };
};

function factsOf({ expiresAtMs, registrar, status, nameservers }: Registration, nowMs: number): Record<string, FactValue> {
  return {
    ...(expiresAtMs !== null && { "domain.expires_in": expiresAtMs - nowMs }),
    ...(registrar !== "" && { "domain.registrar": registrar }),
    "domain.status": status,
    "domain.nameservers": nameservers,
  };
}
