import { commonSpans } from "@vedette/core/common-spans";

/** A gap with the locations that ever looked at its monitor; both null for the usual monitor, at which only one ever did. */
export type ByLocation = { locationNo: number | null; locationNos: readonly number[] | null };

/** The first columns of a query over `gaps g` and `monitors m`. */
export const gapColumns = `g.monitor_no AS "monitorNo", (extract(epoch FROM g.from_at) * 1000)::bigint AS "fromMs", (extract(epoch FROM g.until_at) * 1000)::bigint AS "untilMs",
  CASE WHEN cardinality(m.location_nos || m.former_location_nos) > 1 THEN g.location_no END AS "locationNo",
  CASE WHEN cardinality(m.location_nos || m.former_location_nos) > 1 THEN m.location_nos || m.former_location_nos END AS "locationNos"`;

type Gap = { monitorNo: number; fromMs: number; untilMs: number; kind: string; ticks?: number };

/** Of several locations, one that looked is enough: only stretches in which none did are left, and pauses, which hold for all. */
export function unseenByAll<G extends Gap>(gaps: readonly (G & ByLocation)[]): G[] {
  const several = gaps.filter((gap) => gap.locationNos !== null && gap.kind !== "paused");
  if (several.length === 0) return [...gaps];
  const common = [...Map.groupBy(several, (gap) => gap.monitorNo).values()].flatMap((own) =>
    commonSpans((own[0]?.locationNos ?? []).map((no) => own.filter((gap) => gap.locationNo === no).map((gap) => ({ ...gap, whole: gap })))),
  );
  return [...gaps.filter((gap) => gap.locationNos === null || gap.kind === "paused"), ...common.map(withItsTicks)];
}

function withItsTicks<G extends Gap>(part: G & { whole: G }): G {
  if (part.ticks === undefined) return part;
  const share = (part.untilMs - part.fromMs) / (part.whole.untilMs - part.whole.fromMs);
  return { ...part, ticks: Math.round(part.ticks * share) };
}
