import { createHmac, timingSafeEqual } from "node:crypto";

/** Older ones may be repetitions of somebody who listened. */
const freshS = 300;

/**
 * Whether Slack signed this body for the app of this signing secret within the last five minutes, version v0: HMAC-SHA256 over
 * `v0:timestamp:body` (https://docs.slack.dev/authentication/verifying-requests-from-slack). An empty secret signs nothing.
 */
export function isSignedBySlack(signingSecret: string, headers: Headers, body: string, nowMs: number): boolean {
  const timestamp = headers.get("x-slack-request-timestamp") ?? "";
  const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs / 1_000 - Number(timestamp)) <= freshS;
  if (signingSecret === "" || !isFresh) return false;
  const expected = Buffer.from(`v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`);
  const signature = Buffer.from(headers.get("x-slack-signature") ?? "");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
