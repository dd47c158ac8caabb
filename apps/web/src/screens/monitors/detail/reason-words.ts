import type { ReasonCode } from "@vedette/core/probe-result";

/** Why a check was not up, in a few words; the sentence with the figures stands in its detail. */
export const reasonWords: Record<ReasonCode, string> = {
  dns_not_found: "host name not found",
  dns_failed: "name server failed",
  dns_timeout: "name server did not answer",
  address_refused: "address not allowed",
  connect_refused: "connection refused",
  connect_timeout: "no connection in time",
  connect_failed: "no connection",
  tls_failed: "TLS handshake failed",
  tls_expired: "certificate expired",
  tls_name_mismatch: "certificate for another name",
  tls_untrusted: "certificate not trusted",
  tls_timeout: "TLS handshake too slow",
  response_timeout: "no answer in time",
  connection_closed: "connection closed early",
  invalid_response: "answer cannot be read",
  headers_too_large: "headers too large",
  too_many_redirects: "too many redirects",
  bad_redirect: "redirect cannot be followed",
  prober_stalled: "our checker was late",
  prober_error: "our checker failed",
  shutting_down: "our checker was stopping",
  status_unexpected: "unexpected status",
  too_slow: "slower than allowed",
};
