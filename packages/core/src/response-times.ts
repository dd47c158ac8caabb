/** When an incident was told, taken on and over. */
export type IncidentTimes = { startedAtMs: number; confirmedAtMs: number; acknowledgedAtMs: number | null; endedAtMs: number | null };
/** Means in milliseconds, each over as many as it names; null over none. */
export type ResponseTimes = { n: number; acknowledgedN: number; mttaMs: number | null; resolvedN: number; mttrMs: number | null };

/**
 * How fast a team is: MTTA from the confirmation, of which people are told, to the acknowledgement; MTTR from the first failing check to the
 * first good one. Open incidents count for neither until they have that time; what nobody acknowledged does not count for MTTA.
 */
export function responseTimes(incidents: readonly IncidentTimes[]): ResponseTimes {
  const acknowledged = incidents.flatMap(({ acknowledgedAtMs, confirmedAtMs }) =>
    acknowledgedAtMs === null ? [] : Math.max(0, acknowledgedAtMs - confirmedAtMs),
  );
  const resolved = incidents.flatMap(({ endedAtMs, startedAtMs }) => (endedAtMs === null ? [] : endedAtMs - startedAtMs));
  return {
    n: incidents.length,
    acknowledgedN: acknowledged.length,
    mttaMs: meanOf(acknowledged),
    resolvedN: resolved.length,
    mttrMs: meanOf(resolved),
  };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
