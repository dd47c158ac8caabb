import { readAddress } from "./address.ts";
import type { Severity } from "./health.ts";
import type { IncidentRef } from "./incident-record.ts";
import { durationName } from "./zoned-time.ts";

/** An incident and what its monitor has in common with others. `address`, `certificate`: of the check that failed, else of the last look. */
export type Kin = IncidentRef & {
  monitor: { id: string; name: string; target: string };
  severity: Severity;
  tags: readonly string[];
  /** Such as `203.0.113.7:443`. */
  address: string | null;
  /** Fingerprint of the server's own. */
  certificate: string | null;
  startedAtMs: number;
  endedAtMs: number | null;
};
/** `why` says what they have in common: `same host shop.example, began 12 s later`. */
export type RelatedIncident = Omit<Kin, "tags" | "address" | "certificate"> & { why: string };

const mostShown = 10;
/** Beginnings that lie so close together belong together, whatever else is known. */
const atOnceMs = 60_000;
/** How far apart those may begin that do not overlap. */
export const relatedWithinMs = 3_600_000;

/** Incidents that may have the same cause, the likeliest first. Pure: of two equally likely ones the nearer in time comes first. */
export function relatedOf(own: Kin, others: readonly Kin[]): RelatedIncident[] {
  const scored = others.flatMap((other) => {
    if (other.id === own.id) return [];
    const apartMs = other.startedAtMs - own.startedAtMs;
    const isNear = Math.abs(apartMs) <= relatedWithinMs || overlaps(own, other);
    const common = commonOf(own, other);
    const score = common.reduce((sum, { weight }) => sum + weight, 0) + (Math.abs(apartMs) <= atOnceMs ? 3 : 0);
    if (!isNear || score === 0) return [];
    return [{ other, apartMs: Math.abs(apartMs), score, why: [...common.map(({ words }) => words), began(apartMs)].join(", ") }];
  });
  return scored
    .toSorted((a, b) => b.score - a.score || a.apartMs - b.apartMs)
    .slice(0, mostShown)
    .map(({ other: { id, number, monitor, severity, startedAtMs, endedAtMs }, why }) => {
      return { id, number, monitor, severity, startedAtMs, endedAtMs, why };
    });
}

function commonOf(a: Kin, b: Kin): { words: string; weight: number }[] {
  const host = hostOf(a.monitor.target);
  const tags = a.tags.filter((tag) => b.tags.includes(tag));
  const isSameHost = host !== null && host === hostOf(b.monitor.target);
  const address = hostOf(a.address ?? "");
  return [
    ...(a.monitor.id === b.monitor.id ? [{ words: "same monitor", weight: 8 }] : []),
    ...(isSameHost ? [{ words: `same host ${host}`, weight: 8 }] : []),
    ...(!isSameHost && address !== null && address === hostOf(b.address ?? "") ? [{ words: `same address ${address}`, weight: 8 }] : []),
    ...(a.certificate !== null && a.certificate === b.certificate ? [{ words: "same certificate", weight: 5 }] : []),
    ...(tags.length > 0 ? [{ words: `same tag ${tags.slice(0, 3).join(", ")}`, weight: 2 }] : []),
  ];
}

function overlaps(a: Kin, b: Kin): boolean {
  return a.startedAtMs <= (b.endedAtMs ?? Infinity) && b.startedAtMs <= (a.endedAtMs ?? Infinity);
}

function began(apartMs: number): string {
  if (apartMs === 0) return "began at the same moment";
  return `began ${durationName(Math.abs(apartMs))} ${apartMs > 0 ? "later" : "earlier"}`;
}

function hostOf(target: string): string | null {
  const host = readAddress(target)?.host ?? "";
  return host === "" ? null : host;
}
