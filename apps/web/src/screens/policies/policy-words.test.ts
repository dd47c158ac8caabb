import { expect, it } from "vitest";
import { conditionText, deletionText, holdingText, scopeText } from "./policy-words.ts";
import { emptyPolicy, emptyStep } from "./policy-draft.ts";

it("says for which monitors a policy holds", () => {
  const policy = { ...emptyPolicy, id: "p", position: 0, version: 1 };
  expect(scopeText(policy)).toBe("No monitor follows it yet.");
  expect(scopeText({ ...policy, monitorIds: ["m"], tags: ["eu", "shop"], isDefault: true })).toBe(
    "Holds for 1 monitor, monitors tagged eu or shop, everything that no other policy holds for.",
  );
});

it("says when a step is taken and for what", () => {
  const hours = { timeZone: "UTC", ranges: [{ days: [1, 2], from: "09:00", until: "17:00" }] };
  expect(conditionText(emptyStep)).toBe("at once");
  expect(conditionText({ ...emptyStep, afterMinutes: 10, severity: "down", tags: ["eu"], hours })).toBe(
    "after 10 min, only for what is down, only for eu, only Mon–Tue 09:00–17:00 (UTC)",
  );
});

it("says which policy holds and why, and what deleting one changes", () => {
  expect(holdingText({ id: "p", name: "Nights", because: "named" })).toBe("Nights holds for it, as chosen for this monitor.");
  expect(holdingText({ id: "p", name: "Nights", because: "tag" })).toBe("Nights holds for it, by a tag.");
  expect(deletionText(emptyPolicy)).toMatch(/^No monitor follows it\./);
  expect(deletionText({ ...emptyPolicy, monitorIds: ["m", "n"] })).toMatch(/It was chosen for 2 monitors\. Open incidents go on/);
});
