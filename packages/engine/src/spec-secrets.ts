import { AppError } from "@vedette/core/app-error";
import { destinationOf } from "@vedette/core/kinds";
import { MonitorSpec } from "@vedette/core/monitor-spec";
import { hiddenSecret, mapSecrets } from "@vedette/core/secret-fields";
import type { StoredSpec } from "@vedette/core/stored-spec";
import type { Sealer } from "./seal.ts";

/** A spec as it rests: secrets hidden in `spec` and sealed by path beside it. */
export type RestingSpec<Spec extends MonitorSpec = MonitorSpec> = { spec: Spec; sealed: Uint8Array<ArrayBuffer> | null };

export function monitorContext(monitor: { id: string; teamId: string }): string {
  return `team ${monitor.teamId} monitor ${monitor.id} spec`;
}

export function errandContext(errand: { id: string; teamId: string }): string {
  return `team ${errand.teamId} errand ${errand.id} spec`;
}

/** Hides the secrets of a spec and seals them, bound to `context`. An empty secret is none. */
export function sealSpec<Spec extends MonitorSpec>(sealer: Sealer, context: string, open: Spec): RestingSpec<Spec> {
  const secrets: Record<string, string> = {};
  const spec = mapSecrets(MonitorSpec, open, (secret, path) => {
    if (secret === "") return "";
    secrets[path] = secret;
    return hiddenSecret;
  });
  const isOpen = Object.keys(secrets).length === 0;
  return { spec, sealed: isOpen ? null : new Uint8Array(sealer.seal(JSON.stringify(secrets), context)) };
}

/** The spec with its secrets, as a probe needs it. */
export function openSpec<Spec extends MonitorSpec>(sealer: Sealer, context: string, spec: Spec, sealed: Uint8Array | null): Spec {
  if (sealed === null) return spec;
  const secrets = JSON.parse(sealer.open(Buffer.from(sealed), context)) as Record<string, string>; // safe because `sealSpec` wrote it
  return mapSecrets(MonitorSpec, spec, (secret, path) => (secret === hiddenSecret ? (secrets[path] ?? "") : secret));
}

/** What a monitor holds, as `openSpec` gives it; null where this version cannot read it: its secrets have to be typed again. */
export function openStored(sealer: Sealer, context: string, spec: StoredSpec, sealed: Uint8Array | null): MonitorSpec | null {
  return spec.kind === "unreadable" ? null : openSpec(sealer, context, spec, sealed);
}

/**
 * The typed spec with the kept secrets of the stored one (open) put back. Throws `bad_request` for a hidden secret that there is nothing
 * behind, or that would be sent to another place than it was typed for: whoever may edit must not be able to read by redirecting. `field` is where the spec stands in the input.
 */
export function withKeptSecrets<Spec extends MonitorSpec>(typed: Spec, stored: MonitorSpec | null, field: string): Spec {
  const kept = new Map<string, string>();
  if (stored !== null) mapSecrets(MonitorSpec, stored, (secret, path) => (kept.set(path, secret), secret));
  const isSamePlace = stored !== null && destinationOf(stored) === destinationOf(typed);
  return mapSecrets(MonitorSpec, typed, (secret, path) => {
    if (secret !== hiddenSecret) return secret;
    const before = kept.get(path);
    if (before === undefined || before === "")
      throw new AppError("bad_request", "Type this secret; nothing that can be read is stored here.", `${field}.${path}`);
    if (!isSamePlace)
      throw new AppError("bad_request", "Type this secret again: it would be sent to another place than before.", `${field}.${path}`);
    return before;
  });
}
