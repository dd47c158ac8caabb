import type { NtpSpec } from "@vedette/core/kinds/ntp";
import { randomBytes } from "node:crypto";
import { askByDatagram } from "./ask-by-datagram.ts";
import type { ProbeKind } from "./probe-io.ts";

/** Seconds from 1900 to 1970. */
const epochSeconds = 2_208_988_800;
const eraMs = 2 ** 32 * 1_000;

/**
 * One SNTP exchange (RFC 5905 section 8 and 14). The request carries chance instead of our time: it recognises the answer, and tells
 * nobody what our clock says.
 */
export const probeNtp: ProbeKind<NtpSpec> = async (spec, io) => {
  const request = Buffer.alloc(48);
  request[0] = (4 << 3) | 3;
  const cookie = randomBytes(8);
  cookie.copy(request, 40);
  const sentAtMs = io.deps.now();
  const startedAtMs = performance.now();
  const answer = await askByDatagram(spec, io, {
    request,
    read: (reply) => (reply.length >= 48 && (reply.readUInt8(0) & 7) === 4 && reply.subarray(24, 32).equals(cookie) ? reply : null),
  });
  if ("failed" in answer) return answer;
  const tookMs = performance.now() - startedAtMs;
  const stratum = answer.readUInt8(1);
  if (stratum === 0) {
    const code = answer.toString("latin1", 12, 16).replaceAll(/[^A-Z]/g, "");
    return {
      failed: "service_unhealthy",
      message: `The time server turns us away (kiss code ${code === "" ? "unknown" : code}).`,
      detail: code,
    };
  }
  if (stratum > 15 || answer.readUInt8(0) >> 6 === 3)
    return { failed: "service_unhealthy", message: "The time server says that its own clock is not synchronised." };
  const receivedMs = timeAt(answer, 32, sentAtMs);
  const repliedMs = timeAt(answer, 40, sentAtMs);
  const facts = {
    "ntp.offset": Math.abs((receivedMs - sentAtMs + (repliedMs - (sentAtMs + tookMs))) / 2),
    "ntp.delay": Math.max(0, tookMs - (repliedMs - receivedMs)),
    "ntp.stratum": stratum,
    "ntp.root_dispersion": (answer.readUInt32BE(8) / 65_536) * 1_000,
  };
  return { status: null, facts: { values: facts } };
};

/** Milliseconds since 1970 of a 64-bit timestamp, in the era that is nearest to `nearMs`: the counter begins anew in 2036. */
function timeAt(packet: Buffer, offset: number, nearMs: number): number {
  const ms = (packet.readUInt32BE(offset) - epochSeconds + packet.readUInt32BE(offset + 4) / 2 ** 32) * 1_000;
  return ms + Math.round((nearMs - ms) / eraMs) * eraMs;
}
