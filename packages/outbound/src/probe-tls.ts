import type { TlsSpec } from "@vedette/core/kinds/tls";
import { converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";
import { startTls } from "./start-tls.ts";

/** A whole handshake, and nothing after it: what conditions ask for is in the certificates. */
export const probeTls: ProbeKind<TlsSpec> = async (spec, io) => {
  const { host, port, family } = spec;
  const options = { ...spec.tls, minVersion: spec.minVersion };
  return await converse({ host, port, family, tls: spec.startTls === "none" ? options : null }, io, async (talk) => {
    if (spec.startTls !== "none") await startTls[spec.startTls](talk, options);
    return { status: null, facts: { values: {} } };
  });
};
