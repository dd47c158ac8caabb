import type { UdpSpec } from "@vedette/core/kinds/udp";
import { askByDatagram } from "./ask-by-datagram.ts";
import type { ProbeKind } from "./probe-io.ts";
import { printable } from "./printable.ts";
import { unescaped } from "./unescaped.ts";

const refusalMs = 500;

/** Sends one datagram. A reply without what is expected is passed over, for another may bring it, and shown when none does. */
export const probeUdp: ProbeKind<UdpSpec> = async (spec, io) => {
  const expected = unescaped(spec.expect);
  const replies: string[] = [];
  io.trace.tell = () => ({
    transcript: [{ from: "us", text: printable(spec.send) }, ...replies.map((text) => ({ from: "them" as const, text: printable(text) }))],
  });
  const outcome = await askByDatagram<{ reply: string }>(spec, io, {
    request: unescaped(spec.send),
    read: (datagram) => {
      const reply = datagram.toString("utf8", 0, 1_000);
      if (replies.length < 5) replies.push(reply);
      return datagram.includes(expected) ? { reply } : null;
    },
    ...(!spec.needsReply && { silence: { afterMs: Math.min(refusalMs, spec.timeoutMs / 2), means: { reply: "" } } }),
  });
  if (!("failed" in outcome)) return { status: null, facts: { values: { reply: outcome.reply } } };
  if (outcome.failed !== "no_reply" || replies.length === 0) return outcome;
  return { failed: "reply_unexpected", message: "The target replied, but not with what is expected." };
};
