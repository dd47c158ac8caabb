import type { SshSpec } from "@vedette/core/kinds/ssh";
import { converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";

/** A server may say a few lines before its banner (RFC 4253 section 4.2). */
const maxLines = 50;

/** Reads the banner and gives our own, so that the server's log says who came. */
export const probeSsh: ProbeKind<SshSpec> = async ({ host, port, family }, io) =>
  await converse({ host, port, family, tls: null }, io, async (talk) => {
    for (let count = 0; count < maxLines; count++) {
      const banner = await talk.line(1_024);
      if (!banner.startsWith("SSH-")) continue;
      if (!/^SSH-(?:2\.0|1\.99)-/.test(banner)) talk.fail("protocol_error", "The server does not speak version 2 of SSH.", banner);
      talk.send("SSH-2.0-Vedette\r\n");
      return { status: null, facts: { values: { "ssh.banner": banner.slice(0, 255) } } };
    }
    return talk.fail("protocol_error", `The target sent ${maxLines} lines, and none of them is the banner of SSH.`);
  });
