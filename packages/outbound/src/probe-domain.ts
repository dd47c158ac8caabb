import type { FactValue } from "@vedette/core/assertion/assertion";
import type { DomainSpec } from "@vedette/core/kinds/domain";
import { type Registration, readRegistration } from "@vedette/core/rdap";
import { getDomain } from "tldts";
import { shown, shownHeaders } from "./evidence.ts";
import { type Failure, isInconclusive } from "./failure.ts";
import type { ProbeKind } from "./probe-io.ts";
import { rdapServiceOf } from "./rdap-services.ts";
import { keepAwayFrom, waitFor } from "./registry-patience.ts";
import { type JsonReply, requestJson } from "./request-json.ts";
import { headerOf } from "./response-head.ts";
import { retryAfterMs } from "./retry-after.ts";

/**
 * Asks the registry of a domain, by RDAP (RFC 9082), when its registration ends. Which part of the name was registered, the Public Suffix
 * List says. A registry that is busy, broken or, where IANA names it, out of reach, says nothing about the domain: the check is
 * inconclusive, and the registry is left alone for as long as it asks.
 */
export const probeDomain: ProbeKind<DomainSpec> = async (spec, io) => {
  const domain = getDomain(spec.domain, { allowPrivateDomains: false, validateHostname: false });
  if (domain === null) return { failed: "not_registered", message: `${spec.domain} is a public suffix, under which others register.` };
  const base = spec.rdap === "" ? await rdapServiceOf(domain, io) : spec.rdap;
  if (base === null)
    return { failed: "query_failed", message: `No RDAP service is listed for ${domain}. Type the registry's own, if it has one.` };
  if (typeof base === "object") return unsaid(base, domain);
  const url = URL.parse(`domain/${domain}`, base.endsWith("/") ? base : `${base}/`);
  if (url === null) return { failed: "query_failed", message: "The RDAP service that is listed has no usable address." };

  const waitMs = waitFor(url, io.deps.now());
  if (waitMs > 0) return unavailable(domain, `The registry wants to be left alone for another ${waitText(waitMs)} and was not asked.`);
  let reply: JsonReply | null = null;
  io.trace.tell = (hide) => ({
    request: { method: "GET", url: shown(url.href, 2_000) },
    ...(reply !== null && { response: { status: reply.status, headers: shownHeaders(reply.head.headers, hide) } }),
  });
  const outcome = await requestJson(url, io, spec.family);
  if ("failed" in outcome) return spec.rdap === "" ? unsaid(outcome, domain) : outcome;
  reply = outcome;
  if (reply.status === 429 || reply.status >= 500) {
    const askedMs = retryAfterMs(headerOf(reply.head, "retry-after") ?? undefined, io.deps.now());
    if (askedMs !== null) keepAwayFrom(url, io.deps.now(), askedMs);
    const later = askedMs === null ? "" : ` and wants to be left alone for ${waitText(askedMs)}`;
    return unavailable(
      domain,
      `The registry ${reply.status === 429 ? "is asked too often" : "has trouble of its own"} (status ${reply.status})${later}.`,
    );
  }
  if (reply.status === 404) return { failed: "not_registered", message: `The registry does not know ${domain}: it is not registered.` };
  if (reply.status !== 200) return { failed: "reply_unexpected", message: `The registry answered with status ${reply.status}.` };
  const registration = readRegistration(reply.json);
  if (registration === null || registration.domain !== domain)
    return { failed: "reply_unexpected", message: `The registry's answer says nothing about ${domain}.` };
  return { status: null, facts: { values: factsOf(registration, io.deps.now()) } };
};

/** What kept us from asking a registry that nobody typed is no news of the domain. */
function unsaid(failure: Failure, domain: string): Failure {
  if (failure.failed === "address_refused" || isInconclusive(failure.failed)) return failure;
  return { ...unavailable(domain, failure.message), ...(failure.detail !== undefined && { detail: failure.detail }) };
}

function unavailable(domain: string, why: string): Failure {
  return { failed: "registry_unavailable", message: `${why} This says nothing about ${domain}.` };
}

function waitText(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.ceil(ms / 60_000)} min`;
}

function factsOf({ expiresAtMs, registrar, status, nameservers }: Registration, nowMs: number): Record<string, FactValue> {
  return {
    ...(expiresAtMs !== null && { "domain.expires_in": expiresAtMs - nowMs }),
    ...(registrar !== "" && { "domain.registrar": registrar }),
    "domain.status": status,
    "domain.nameservers": nameservers,
  };
}
