import { expect, it } from "vitest";
import { UptimeDefinition, usualUptime } from "./uptime-definition.ts";
import { exampleOf, sentenceOf } from "./uptime-words.ts";

const office = UptimeDefinition.parse({
  hours: { timeZone: "Europe/Berlin", ranges: [{ days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" }] },
});

it("says in words what it counts", () => {
  expect(sentenceOf(usualUptime, "component")).toBe(
    "Uptime counts the time a component answered, slow answers included; maintenance and time without data are left out.",
  );
  expect(sentenceOf(UptimeDefinition.parse({ degraded: "down", maintenance: "up", noData: "down", weighting: "checks" }), "monitor")).toBe(
    "Uptime counts the checks that a monitor answered, maintenance included; slow answers and missing checks count as down.",
  );
  expect(sentenceOf(office, "monitor")).toMatch(/ Only Mon–Fri 09:00–17:00 \(Europe\/Berlin\) count\.$/);
});

it("works out an example", () => {
  const nowMs = Date.UTC(2026, 10, 30);
  expect(exampleOf(usualUptime, nowMs)).toBe("99.95 % of 30 days allows 21 min down.");
  expect(exampleOf(office, nowMs)).toBe("99.95 % of the 6 d 16 h of these hours in the last 30 days allows 4 min down.");
  expect(exampleOf({ ...usualUptime, weighting: "checks" }, nowMs)).toBe(
    "At one check a minute, 99.95 % of 30 days allows 21 failed checks of 43200.",
  );
});
