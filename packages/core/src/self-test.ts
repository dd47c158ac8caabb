/**
 * The monitor by which a location watches itself: a target that stops and comes back every half minute, so that the road from a due check
 * to a delivered alert is gone once in each. It belongs to a team without members. Times are milliseconds.
 */
export const selfTestTeamId = "5e1f7e57-0000-4000-8000-000000000000";

export const selfTestIntervalMs = 5_000;
const halfMs = 30_000;

/** Both halves have passed without an alert: what stands still now stands still on the road. */
export const selfTestStaleMs = 2 * halfMs;

/** Never resolves (RFC 6761): whoever does not know the way asks nobody. The token is what a stranger cannot guess. */
export function selfTestUrl(token: string): string {
  return `http://self-test.invalid/${token}`;
}

export function isSelfTestUp(nowMs: number): boolean {
  return Math.floor(nowMs / halfMs) % 2 === 0;
}

/** Of a location; the same each time, so that it is made once. */
export function selfTestIds(locationNo: number): { monitorId: string; channelId: string } {
  const place = locationNo.toString(16).padStart(8, "0");
  return { monitorId: `5e1f7e57-0000-4000-8001-0000${place}`, channelId: `5e1f7e57-0000-4000-8002-0000${place}` };
}
