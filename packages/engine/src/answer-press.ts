import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import type { Sealer } from "./seal.ts";

/** Asks the worker to tell whoever pressed a button what came of it, at the address that their chat gave for this one answer. */
export async function answerPress(deps: ConfigDeps, teamId: string, { url, text }: { url: string; text: string }): Promise<void> {
  const errand = { id: deps.newId(), teamId };
  const sealed = new Uint8Array(deps.sealer.seal(url, contextOf(errand)));
  await changeTeam(deps, teamId, async (tx) => {
    await tx.errands.add({ ...errand, userId: null, input: { kind: "press_answer", text }, sealed }, deps.now());
  });
  await deps.ring({ job: "errand", errandId: errand.id });
}

/** Where the answer goes: whoever knows it can write into that chat. */
export function addressOfAnswer(sealer: Sealer, errand: { id: string; teamId: string; sealed: Uint8Array | null }): string {
  if (errand.sealed === null) throw new Error(`errand ${errand.id} does not say where to answer`);
  return sealer.open(Buffer.from(errand.sealed), contextOf(errand));
}

function contextOf(errand: { id: string; teamId: string }): string {
  return `team ${errand.teamId} errand ${errand.id} answer`;
}
