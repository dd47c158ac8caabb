import type { StartTls } from "@vedette/core/start-tls";
import type { Conversation } from "./conversation.ts";
import { openFtp } from "./probe-ftp.ts";
import { openImap } from "./probe-imap.ts";
import { openPop3 } from "./probe-pop3.ts";
import { openSmtp } from "./probe-smtp.ts";
import type { SecureOptions } from "./secure.ts";

/** How each protocol goes over to TLS. Afterwards the connection is secured, or the conversation has ended. */
export const startTls: Record<StartTls, (talk: Conversation, options: SecureOptions) => Promise<unknown>> = {
  smtp: openSmtp,
  imap: openImap,
  pop3: openPop3,
  ftp: openFtp,
  ldap: openLdap,
  postgres: openPostgres,
  mysql: openMysql,
};

/** SSLRequest: a length and a magic number; one byte answers. */
async function openPostgres(talk: Conversation, options: SecureOptions): Promise<void> {
  talk.send(Buffer.from("0000000804d2162f", "hex"), "SSLRequest");
  const answer = (await talk.bytes(1)).toString("latin1");
  if (answer === "N") talk.fail("tls_failed", "The PostgreSQL server does not offer TLS.");
  if (answer !== "S") talk.fail("protocol_error", "The target does not answer as a PostgreSQL server does.");
  await talk.upgrade(options);
}

/** The server greets with what it can (protocol 10); a shortened login packet with the flag of TLS is the request. */
async function openMysql(talk: Conversation, options: SecureOptions): Promise<void> {
  const greeting = await talk.bytes((await talk.bytes(4)).readUIntLE(0, 3));
  if (greeting[0] === 255) talk.fail("service_unhealthy", "The MySQL server turns us away.", greeting.toString("utf8", 3));
  const flagsAt = greeting.indexOf(0, 1) + 14;
  if (greeting[0] !== 10 || flagsAt === 13 || greeting.length < flagsAt + 2)
    talk.fail("protocol_error", "The target does not greet as a MySQL server does.");
  talk.note("them", `MySQL ${greeting.toString("latin1", 1, flagsAt - 14)}`);
  if ((greeting.readUInt16LE(flagsAt) & 0x0800) === 0) talk.fail("tls_failed", "The MySQL server does not offer TLS.");
  const request = Buffer.alloc(36);
  request.writeUIntLE(32, 0, 3);
  request[3] = 1;
  // CLIENT_SSL, CLIENT_PROTOCOL_41 and CLIENT_SECURE_CONNECTION; packets of at most 1 MB, in UTF-8.
  request.writeUInt32LE(0x8a00, 4);
  request.writeUInt32LE(1_048_576, 8);
  request[12] = 33;
  talk.send(request, "SSLRequest");
  await talk.upgrade(options);
}

/** The extended operation 1.3.6.1.4.1.1466.20037 (RFC 4511 section 4.14); a result code of 0 is a yes. */
async function openLdap(talk: Conversation, options: SecureOptions): Promise<void> {
  const name = Buffer.from("1.3.6.1.4.1.1466.20037");
  talk.send(Buffer.concat([Buffer.from("301d02010177188016", "hex"), name]), "StartTLS");
  const [tag = 0, short = 0] = await talk.bytes(2);
  // Lengths up to 127 are one byte; longer ones say first in how many bytes they follow.
  const size = short < 128 ? short : short <= 132 ? (await talk.bytes(short & 127)).readUIntBE(0, short & 127) : 0;
  const response = await talk.bytes(size);
  const operationAt = response[0] === 2 ? 2 + (response[1] ?? 0) : -1;
  if (tag !== 0x30 || response[operationAt] !== 0x78) talk.fail("protocol_error", "The target does not answer as an LDAP server does.");
  const resultAt = operationAt + ((response[operationAt + 1] ?? 0) < 128 ? 2 : 2 + ((response[operationAt + 1] ?? 0) & 127));
  if (response[resultAt] !== 0x0a || response[resultAt + 1] !== 1 || response[resultAt + 2] !== 0)
    talk.fail("tls_failed", "The LDAP server refuses StartTLS.", `result code ${response[resultAt + 2] ?? "missing"}`);
  await talk.upgrade(options);
}
