import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { isSignedBySlack } from "./slack-signature.ts";

/** The example of Slack's documentation. */
const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const atS = 1_531_420_618;
const body =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

const isSigned = (changes: { secret?: string; timestamp?: string; signature?: string; body?: string; atS?: number } = {}) => {
  const headers = new Headers({
    "x-slack-request-timestamp": changes.timestamp ?? String(atS),
    "x-slack-signature": changes.signature ?? signature,
  });
  return isSignedBySlack(changes.secret ?? secret, headers, changes.body ?? body, (changes.atS ?? atS) * 1_000);
};

it("believes what Slack signed, as its documentation has it, for five minutes", () => {
  expect(isSigned()).toBe(true);
  expect(isSigned({ atS: atS + 300 })).toBe(true);
  expect(isSigned({ atS: atS + 301 })).toBe(false);
  expect(isSigned({ atS: atS - 301 })).toBe(false);
});

it.each([
  ["another body", { body: `${body}&` }],
  ["another time", { timestamp: String(atS + 1) }],
  ["no time", { timestamp: "" }],
  ["a time that is none", { timestamp: "NaN" }],
  ["no signature", { signature: "" }],
  ["another signature", { signature: signature.replace("a2", "a3") }],
  ["another version", { signature: signature.replace("v0", "v1") }],
  ["a signature that goes on", { signature: `${signature}00` }],
  ["another app's secret", { secret: "another-secret" }],
])("does not believe %s", (_, changes) => {
  expect(isSigned(changes)).toBe(false);
});

it("takes no signature that was made with no secret", () => {
  const forged = `v0=${createHmac("sha256", "").update(`v0:${atS}:${body}`).digest("hex")}`;
  expect(isSigned({ secret: "", signature: forged })).toBe(false);
});
