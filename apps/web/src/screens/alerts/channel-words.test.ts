import { expect, it } from "vitest";
import { healthOf, kindsLike, recipientsOf } from "./channel-words.ts";

it("takes recipients as people paste them, each once", () => {
  expect(recipientsOf(" a@x.org, b@x.org;c@x.org\nb@x.org ")).toEqual(["a@x.org", "b@x.org", "c@x.org"]);
  expect(recipientsOf("  ")).toEqual([]);
});

it("never calls a channel well that is off, failing or untried", () => {
  const well = { enabled: true, disabledReason: null, failingSinceMs: null, lastDelivery: { atMs: 1, ok: true, code: 250, detail: "" } };
  expect(healthOf(well).word).toBe("Delivering");
  expect(healthOf({ ...well, enabled: false }).word).toBe("Switched off");
  expect(healthOf({ ...well, enabled: false, disabledReason: "410" }).word).toBe("Switched off by Vedette");
  expect(healthOf({ ...well, failingSinceMs: 5 }).word).toBe("Failing");
  expect(healthOf({ ...well, lastDelivery: null }).word).toBe("Never used");
});

it("finds kinds by name, group and what they do", () => {
  expect(kindsLike("slack")).toEqual(["slack"]);
  expect(kindsLike("twilio call")).toEqual(["voice"]);
  expect(kindsLike("chat").length).toBeGreaterThan(8);
  expect(kindsLike("nothing like it")).toEqual([]);
  expect(kindsLike("").length).toBeGreaterThan(30);
});
