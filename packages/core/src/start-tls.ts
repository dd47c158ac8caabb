/** The protocols that go over to TLS in the middle of a conversation. */
export const startTlsProtocols = ["smtp", "imap", "pop3", "ftp", "ldap", "postgres", "mysql"] as const;
export type StartTls = (typeof startTlsProtocols)[number];

/** When TLS begins, in words. */
export const startTlsWords: Record<StartTls, string> = {
  smtp: "After STARTTLS of SMTP",
  imap: "After STARTTLS of IMAP",
  pop3: "After STLS of POP3",
  ftp: "After AUTH TLS of FTP",
  ldap: "After StartTLS of LDAP",
  postgres: "After SSLRequest of PostgreSQL",
  mysql: "After SSLRequest of MySQL",
};
