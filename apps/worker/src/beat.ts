import { HttpSpec } from "@vedette/core/kinds/http";
import type { Db } from "@vedette/db/db";
import { mailTrouble, roadTrouble } from "@vedette/engine/road-trouble";
import type { OutboundDeps } from "@vedette/outbound/outbound-deps";
import { probe } from "@vedette/outbound/probe";

/** Somebody elsewhere who calls when nothing has been heard for a while. */
export type Heartbeat = { url: string; everyMs: number };

/** Asks the address, unless the road is stuck or no mail leaves. Throws what is wrong instead: who waits there must not hear from a road that stands still. */
export async function beat(url: string, db: Db, locationNo: number, outbound: OutboundDeps): Promise<void> {
  const trouble = [...(await roadTrouble(db, locationNo)), ...(outbound.smtp === null ? [] : await mailTrouble(db))];
  if (trouble.length > 0) throw new Error(`no heartbeat is sent: ${trouble.join("; ")}`);
  const spec = HttpSpec.parse({ kind: "http", url, timeoutMs: 10_000 });
  const result = await probe(spec, outbound, AbortSignal.timeout(15_000));
  if (result.outcome !== "answered")
    throw new Error(`the heartbeat was not taken: ${result.outcome === "failed" ? result.message : result.reason}`);
  if (result.status === null || result.status >= 300) throw new Error(`the heartbeat was answered with ${result.status ?? "nothing"}`);
}
