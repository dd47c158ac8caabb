import { readAddress } from "@vedette/core/address";
import { kinds } from "@vedette/core/kinds";
import type { MonitorKind } from "@vedette/core/monitor-spec";

export type Proposal = { kind: MonitorKind; spec: Record<string, unknown> };

/** What a typed or pasted address could mean, likeliest first. */
export function proposalsFor(text: string): Proposal[] {
  const address = readAddress(text);
  if (address === null) return [];
  return (Object.keys(kinds) as MonitorKind[]).flatMap((kind) => {
    const spec = kinds[kind].fromAddress?.(address) ?? null;
    return spec === null ? [] : [{ kind, spec: spec as Record<string, unknown> }];
  });
}
