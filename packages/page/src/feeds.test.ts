import { expect, it } from "vitest";
import { sampleIncident, sampleSnapshot, uuid } from "@vedette/testkit/sample-snapshot";
import { renderFeeds } from "./feeds.ts";

const feed = (path: string, over = {}) => renderFeeds(sampleSnapshot(1, over)).find((file) => file.path === path)?.body ?? "";

it("gives one entry per update with an id that outlives edits, in all three formats", () => {
  expect(feed("feed.atom")).toContain(`<entry><id>urn:uuid:${uuid(9_501)}</id><title>Resolved: Checkout answered with errors</title>`);
  expect(feed("feed.rss")).toContain(`<guid isPermaLink="false">urn:uuid:${uuid(9_501)}</guid>`);
  expect(JSON.parse(feed("feed.json")).items).toEqual([
    {
      id: `urn:uuid:${uuid(9_501)}`,
      url: `https://status.acme.example/s/acme/incidents/${uuid(9_001)}`,
      title: "Resolved: Checkout answered with errors",
      content_html: "<p>A bad release was rolled back.<br>All orders were kept.</p>",
      date_published: "2026-11-20T10:21:00.000Z",
      date_modified: "2026-11-20T10:21:00.000Z",
      tags: ["resolved", "major"],
    },
  ]);
});

it("tells an incident of which nobody has written yet", () => {
  const incidents = [sampleIncident(1, { status: "investigating", updates: [] })];
  expect(feed("feed.atom", { incidents })).toContain(`<id>urn:uuid:${uuid(9_001)}</id><title>Investigating: Checkout`);
});

it("changes no byte when only the version of the page has changed", () => {
  for (const path of ["feed.atom", "feed.rss", "feed.json"]) {
    expect(feed(path, { version: 8, publishedAt: "2026-11-22T15:00:00.000Z" })).toBe(feed(path));
  }
});

it("is as new as its newest correction, under the id and in the place of what was corrected", () => {
  const [older, newer] = ["2026-11-20T10:00:00.000Z", "2026-11-20T10:21:00.000Z"];
  const updates = [
    { id: uuid(2), status: "monitoring", body: "Newer.", createdAt: newer, editedAt: null },
    { id: uuid(1), status: "identified", body: "Corrected.", createdAt: older, editedAt: "2026-11-20T11:00:00.000Z" },
  ] as const;
  const incidents = [sampleIncident(1, { status: "monitoring", updates: [...updates] })];
  expect(feed("feed.atom", { incidents })).toContain("status</title><updated>2026-11-20T11:00:00.000Z</updated>");
  expect(JSON.parse(feed("feed.json", { incidents })).items).toMatchObject([
    { title: "Monitoring: Checkout answered with errors", date_published: newer, date_modified: newer },
    { id: `urn:uuid:${uuid(1)}`, date_published: older, date_modified: "2026-11-20T11:00:00.000Z" },
  ]);
});

it("holds at most 50 entries, newest first", () => {
  const incidents = Array.from({ length: 60 }, (_, i) =>
    sampleIncident(i, {
      updates: [{ id: uuid(i), status: "resolved", body: "", createdAt: new Date(Date.UTC(2026, 10, 1, i)).toISOString(), editedAt: null }],
    }),
  );
  const dates = JSON.parse(feed("feed.json", { incidents })).items.map((item: { date_published: string }) => item.date_published);
  expect(dates).toHaveLength(50);
  expect(dates).toEqual(dates.toSorted().toReversed());
});

it("shows hostile text as text, in HTML within XML too", () => {
  const body = "<script>alert(1)</script>\n& more";
  const incidents = [
    sampleIncident(1, { updates: [{ id: uuid(1), status: "resolved", body, createdAt: "2026-11-20T10:21:00.000Z", editedAt: null }] }),
  ];
  expect(feed("feed.rss", { incidents })).toContain(
    "<description>&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;&lt;br&gt;&amp;amp; more</description>",
  );
  expect(feed("feed.atom", { incidents })).toContain('<content type="text">&lt;script&gt;');
});
