import type { Pop3Spec } from "@vedette/core/kinds/pop3";
import { type Conversation, converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { SecureOptions } from "./secure.ts";

/** Reads the greeting, secures and signs in as the spec says, and takes leave. */
export const probePop3: ProbeKind<Pop3Spec> = async (spec, io) => {
  const { host, port, family, security, user, password } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const banner = await openPop3(talk, security === "starttls" ? spec.tls : null);
    if (user !== "") {
      talk.hide(password);
      talk.send(`USER ${user}\r\n`);
      await want(talk, "auth_failed", "The mailbox server refuses the user.");
      talk.send(`PASS ${password}\r\n`, "PASS [hidden]");
      await want(talk, "auth_failed", "The mailbox server refuses the user or the password.");
    }
    talk.send("QUIT\r\n");
    await talk.someOrEnd();
    return { status: null, facts: { values: { "pop3.banner": banner } } };
  });
};

/** The greeting (RFC 1939), after STLS (RFC 2595) when it is asked for. */
export async function openPop3(talk: Conversation, startTls: SecureOptions | null): Promise<string> {
  const banner = await want(talk, "service_unhealthy", "The mailbox server turns us away.");
  if (startTls === null) return banner;
  talk.send("STLS\r\n");
  await want(talk, "tls_failed", "The mailbox server refuses STLS.");
  await talk.upgrade(startTls);
  return banner;
}

async function want(talk: Conversation, failed: "service_unhealthy" | "auth_failed" | "tls_failed", message: string): Promise<string> {
  const line = await talk.line();
  const [, status, text = ""] = /^(\+OK|-ERR)(?: (.*))?$/.exec(line) ?? [];
  if (status === undefined) talk.fail("protocol_error", "The target does not answer as a POP3 server does.", line);
  return status === "+OK" ? text : talk.fail(failed, message, text);
}
