import { expect, it } from "vitest";
import type { IncidentRow } from "./incident-record.ts";
import { PostMortemText, draftPostMortem, incidentMarkdown } from "./post-mortem.ts";

const t0 = Date.parse("2026-11-30T12:00:00Z");
const incident: IncidentRow = {
  id: "i1",
  number: 12,
  severity: "down",
  summary: "Status 503 from 2 of 3 locations; Oslo sees it up.",
  monitor: { id: "m1", name: "Shop", target: "https://shop.example/" },
  ruleId: null,
  heldFor: null,
  startedAtMs: t0,
  confirmedAtMs: t0 + 60_000,
  endedAtMs: t0 + 1_800_000,
  acknowledgedAtMs: t0 + 300_000,
  acknowledgedBy: { id: "u1", name: "Ada" },
  acknowledgedVia: null,
  snoozedUntilMs: null,
  mergedInto: null,
  mergedN: 0,
};
const story = [
  { atMs: t0, text: "First failing check.", detail: null },
  { atMs: t0 + 300_000, text: "Ada commented.", detail: "# not a heading\n- nor a list" },
];

it("begins with everything that is known, and leaves a place for what is not", () => {
  const draft = draftPostMortem(incident, story, { failedChecks: 58 });
  expect(draft).toContain("Status 503 from 2 of 3 locations; Oslo sees it up.");
  expect(draft).toContain(
    "Shop (https://shop.example/) was down. It lasted 30 min: from 2026-11-30 12:00:00 to 2026-11-30 12:30:00. 58 checks failed.",
  );
  expect(draft).toContain("A check confirmed it 1 min after the first failure. Ada acknowledged it 4 min after that.");
  expect(draft).toContain("- 2026-11-30 12:05:00 Ada commented. # not a heading - nor a list\n");
  expect(draft.match(/^## .*/gm)).toEqual(
    ["What happened", "Impact", "How it was noticed", "Timeline (UTC)", "Why it happened", "How it ended", "Follow-ups"].map(
      (title) => `## ${title}`,
    ),
  );
  expect(PostMortemText.safeParse(draft).success).toBe(true);
});

it("says of one that goes on and that nobody took on no more than is true", () => {
  const draft = draftPostMortem({ ...incident, endedAtMs: null, acknowledgedAtMs: null, acknowledgedBy: null }, story, {
    failedChecks: null,
  });
  expect(draft).toContain("was down. It is not over yet.\n");
  expect(draft).toContain("Nobody acknowledged it.");
});

it("names whoever acknowledged by a button in a chat, or the channel where nobody said who pressed", () => {
  const by = (who: string | null) => ({ ...incident, acknowledgedBy: null, acknowledgedVia: { channel: "Ops room", who } });
  expect(incidentMarkdown(by("@ann"), story, null)).toContain("12:05:00 by @ann in Ops room\n");
  expect(incidentMarkdown(by(null), story, null)).toContain("12:05:00 by Ops room\n");
  expect(draftPostMortem(by("@ann"), story, { failedChecks: null })).toContain("@ann acknowledged it 4 min after that.");
});

it("exports facts, timeline and what people wrote as one document", () => {
  expect(incidentMarkdown(incident, story, "## Why\n\nThe disk.")).toBe(`# Incident #12: Shop

Status 503 from 2 of 3 locations; Oslo sees it up.

- Monitor: Shop (https://shop.example/)
- Severity: down
- Began: 2026-11-30 12:00:00
- Ended: 2026-11-30 12:30:00, after 30 min
- Acknowledged: 2026-11-30 12:05:00 by Ada

## Timeline (UTC)

- 2026-11-30 12:00:00 First failing check.
- 2026-11-30 12:05:00 Ada commented. # not a heading - nor a list

# Post-mortem

## Why

The disk.
`);
});
