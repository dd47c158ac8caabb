import type { Subject } from "./assertion.ts";

/** What every kind that speaks TLS can be asked about the connection. */
export const tlsSubjects: readonly Subject[] = [
  { name: "tls.expires_in", type: "duration", label: "Certificate expires in" },
  { name: "tls.chain_expires_in", type: "duration", label: "First of the chain expires in" },
  { name: "tls.subject", type: "text", label: "Subject of the certificate" },
  { name: "tls.issuer", type: "text", label: "Issuer of the certificate" },
  { name: "tls.names", type: "texts", label: "Names of the certificate" },
  { name: "tls.protocol", type: "text", label: "TLS version" },
  { name: "tls.cipher", type: "text", label: "TLS cipher" },
  { name: "tls.trusted", type: "boolean", label: "Certificate is trusted" },
];
