import type { TcpSpec } from "@vedette/core/kinds/tcp";
import { type Conversation, converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";
import { startTls } from "./start-tls.ts";
import { unescaped } from "./unescaped.ts";

/** Connects, goes over to TLS where asked, sends what is to be sent, and reads until what is expected has come. */
export const probeTcp: ProbeKind<TcpSpec> = async (spec, io) => {
  const { host, port, family, security, send, expect } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    if (security !== "none" && security !== "tls") await startTls[security](talk, spec.tls);
    if (send !== "") talk.send(unescaped(send));
    const reply = expect === "" ? "" : await replyWith(talk, unescaped(expect));
    return { status: null, facts: { values: { reply: reply.slice(0, 1_000) } } };
  });
};

async function replyWith(talk: Conversation, expected: Buffer): Promise<string> {
  let reply = Buffer.alloc(0);
  while (!reply.includes(expected)) {
    if (reply.length > 65_536) talk.fail("reply_unexpected", "64 kB came, and what is expected is not among them.");
    const more = await talk.someOrEnd();
    if (more === null) talk.fail("reply_unexpected", "The target closed the connection, and what is expected had not come.");
    reply = Buffer.concat([reply, more]);
  }
  return reply.toString();
}
