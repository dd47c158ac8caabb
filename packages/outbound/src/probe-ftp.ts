import type { FtpSpec } from "@vedette/core/kinds/ftp";
import { type Conversation, converse } from "./conversation.ts";
import { numberedReply, wantReply } from "./numbered-reply.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { SecureOptions } from "./secure.ts";

/** Reads the greeting, secures and signs in as the spec says, and takes leave. */
export const probeFtp: ProbeKind<FtpSpec> = async (spec, io) => {
  const { host, port, family, security, user, password } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const banner = await openFtp(talk, security === "starttls" ? spec.tls : null);
    if (user !== "") await signIn(talk, user, password);
    talk.send("QUIT\r\n");
    await talk.someOrEnd();
    return { status: null, facts: { values: { "ftp.banner": banner } } };
  });
};

/** The greeting (RFC 959), after AUTH TLS (RFC 4217) when it is asked for. */
export async function openFtp(talk: Conversation, startTls: SecureOptions | null): Promise<string> {
  let greeting = await numberedReply(talk);
  // "Ready in some minutes": the real greeting follows, if it comes in time.
  if (greeting.code === 120) greeting = await numberedReply(talk);
  const banner = greeting.lines.join(" ");
  if (greeting.code !== 220) talk.fail("service_unhealthy", "The file server does not greet us.", `${greeting.code} ${banner}`);
  if (startTls === null) return banner;
  talk.send("AUTH TLS\r\n");
  await wantReply(talk, 2, "tls_failed", "The file server refuses AUTH TLS.");
  await talk.upgrade(startTls);
  return banner;
}

async function signIn(talk: Conversation, user: string, password: string): Promise<void> {
  talk.hide(password);
  talk.send(`USER ${user}\r\n`);
  let reply = await numberedReply(talk);
  if (reply.code === 331) {
    talk.send(`PASS ${password}\r\n`, "PASS [hidden]");
    reply = await numberedReply(talk);
  }
  if (reply.code !== 230 && reply.code !== 202)
    talk.fail("auth_failed", "The file server refuses the user or the password.", `${reply.code} ${reply.lines.join(" ")}`);
}
