import { silentBeat } from "@vedette/core/heartbeat";
import { heartbeat, HeartbeatSpec } from "@vedette/core/kinds/heartbeat";
import type { HeardPing, Intake } from "@vedette/db/intake";
import { limits } from "./team-limits.ts";

/** `stored` and `created` are committed. `paused`: stored, and its monitor does not count it. `unknown`: nothing was stored. */
export type PingAnswer = "stored" | "created" | "paused" | "unknown";
/** `mayCreate`: a slug that nobody has becomes a monitor of the team whose key this is. */
export type AskedPing = HeardPing & { mayCreate: boolean };

type Deps = { intake: Intake; newId: () => string };

/** Stores a batch of pings in one commit and answers each, in order. Storing the same again (same id and time) changes nothing. */
export async function acceptPings(deps: Deps, pings: readonly AskedPing[]): Promise<PingAnswer[]> {
  const stored = await deps.intake.store(pings);
  const created = new Set<number>();
  for (const [i, ping] of pings.entries()) {
    if (!stored.has(i) && ping.mayCreate && (await provision(deps, ping))) created.add(i);
  }
  const late = created.size === 0 ? new Map() : await deps.intake.store(pings.filter((_, i) => created.has(i)));
  let nth = -1;
  return pings.map((_, i) => {
    if (created.has(i)) return late.has(++nth) ? "created" : "unknown";
    const found = stored.get(i);
    return found === undefined ? "unknown" : found.isPaused ? "paused" : "stored";
  });
}

/**
 * Makes the monitor of a slug that nobody in the team has, with everything as usual. False when the key is nobody's, the slug is another
 * monitor's (a deleted one's too, which may come back), or the team has no room. A heartbeat that somebody made meanwhile counts as made.
 */
async function provision({ intake, newId }: Deps, { address }: AskedPing): Promise<boolean> {
  if (address.by !== "slug") return false;
  const { pingKey, slug } = address;
  return await intake.transaction(async (tx) => {
    const teamId = await tx.lockTeam(pingKey);
    if (teamId === null) return false;
    const room = await tx.roomFor(teamId, slug);
    if (room.isTaken) return true;
    if (room.monitors >= limits.monitors) return false;
    const spec = HeartbeatSpec.parse({ kind: "heartbeat" });
    await tx.create(teamId, { id: newId(), token: newId(), slug, spec, target: heartbeat.target(spec), state: silentBeat });
    return true;
  });
}
