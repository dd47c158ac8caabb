import { usualUptime } from "@vedette/core/uptime-definition";
import { brotliCompressSync, constants } from "node:zlib";
import { headlineOf } from "@vedette/core/headline";
import { type ComponentStatus, type Impact, type Snapshot, type SnapshotIncident, componentStatuses } from "@vedette/core/snapshot";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sampleComponent, sampleIncident, sampleSnapshot, uuid } from "@vedette/testkit/sample-snapshot";
import { renderPage } from "./render-page.ts";
import { style, styleHash } from "./style.ts";

const bodyOf = (snapshot: Snapshot, path: string) => renderPage(snapshot).find((file) => file.path === path)?.body ?? "";
const htmlOf = (snapshot: Snapshot) => renderPage(snapshot).filter((file) => file.contentType.startsWith("text/html"));

it("gives every file once, and the same bytes for the same snapshot", () => {
  const files = renderPage(sampleSnapshot(2));
  expect(files.map((file) => file.path)).toEqual([
    "index.html",
    "history.html",
    `c/${uuid(1)}.html`,
    `c/${uuid(2)}.html`,
    `incidents/${uuid(9_001)}.html`,
    "api/v2/summary.json",
    "api/v2/status.json",
    "api/v2/components.json",
    "api/v2/incidents.json",
    "api/v2/incidents/unresolved.json",
    "api/v2/scheduled-maintenances.json",
    "api/v2/scheduled-maintenances/upcoming.json",
    "api/v2/scheduled-maintenances/active.json",
    "feed.atom",
    "feed.rss",
    "feed.json",
    "badge.svg",
    "badge-stale.svg",
  ]);
  expect(renderPage(sampleSnapshot(2))).toEqual(files);
});

it("weighs less than 14 KB with Brotli for 30 components of 90 days, with a sheet under 6 KB", () => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6 };
  expect(brotliCompressSync(bodyOf(sampleSnapshot(30), "index.html"), { params }).length).toBeLessThan(14 * 1_024);
  expect(Buffer.byteLength(style)).toBeLessThan(6 * 1_024);
});

it("has no script, no inline style and one marker for its age on every HTML page, right under the headline", () => {
  for (const { body } of htmlOf(sampleSnapshot(3))) {
    expect(body).not.toMatch(/<script|javascript:|\son\w+=|\sstyle=/i);
    expect(body.match(/<!--stale-->/g)).toHaveLength(1);
    expect(body).toContain("</h1><!--stale-->");
    expect(body.match(/<h1>/g)).toHaveLength(1);
  }
  expect(styleHash).toMatch(/^sha256-[A-Za-z0-9+/]{43}=$/);
});

it("links only to what it publishes", () => {
  const snapshot = sampleSnapshot(4, { incidents: [sampleIncident(1), sampleIncident(2, { status: "monitoring" })] });
  const files = renderPage(snapshot);
  const known = new Set(files.flatMap(({ path }) => [`/s/acme/${path}`, `/s/acme/${path.replace(/\.html$/, "")}`]).concat("/s/acme"));
  for (const { body } of htmlOf(snapshot)) {
    const hrefs = [...body.matchAll(/href="([^"#]+)(?:#[^"]*)?"/g)]
      .map(([, href]) => href ?? "")
      .filter((href) => !href.startsWith("data:"));
    expect(hrefs.filter((href) => !known.has(href))).toEqual([]);
  }
});

it("shows times in the page's zone with the offset, and when it was last updated", () => {
  const body = bodyOf(sampleSnapshot(1), "index.html");
  expect(body).toContain('Last updated <time datetime="2026-11-22T14:02:00.000Z">22 Nov 2026, 15:02 UTC+01:00</time>');
});

it("says beside an uptime how much nobody saw, where that is more than a twentieth of its days", () => {
  const dayMs = 86_400_000;
  const uptimeOver = (unseenDays: number) => {
    const days = sampleComponent(1).days.map((day, i) =>
      i < unseenDays
        ? { ...day, upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: dayMs, uptime: { up: 0, counted: 0 } }
        : day,
    );
    const body = bodyOf(sampleSnapshot(0, { components: [sampleComponent(1, { days })] }), "index.html");
    return /uptime over [^<]*/.exec(body)?.[0];
  };
  expect([0, 4, 5, 60].map(uptimeOver)).toEqual([
    "uptime over 90 days",
    "uptime over 86 days",
    "uptime over 85 days, 5 d without data",
    "uptime over 30 days, 60 d without data",
  ]);
  const whole = sampleSnapshot(30);
  const groups = whole.groups.map((group) => ({ ...group, unseenMs: 5 * dayMs }));
  const body = bodyOf({ ...whole, groups, page: { ...whole.page, unseenMs: 6 * dayMs } }, "index.html");
  expect(body).toMatch(/<h2>Shop<\/h2><span class="st"><span class="n">99\.96%, 5 d without data<\/span>/);
  expect(body).toContain("All components together: 99.95%, 6 d without data.");
});

it("shows updates under their incident, newest first, each with its time, and with links that can be followed", () => {
  const updates: SnapshotIncident["updates"] = [
    {
      id: uuid(2),
      status: "monitoring",
      body: 'A <b>fix</b> is out:\nhttps://x.example/a?b=1&c="><script>alert(1)</script>',
      createdAt: "2026-11-22T13:10:00.000Z",
      editedAt: "2026-11-22T13:20:00.000Z",
    },
    { id: uuid(1), status: "identified", body: "javascript:alert(1)", createdAt: "2026-11-22T13:00:00.000Z", editedAt: null },
  ];
  const incidents = [sampleIncident(1, { status: "monitoring", resolvedAt: null, updates })];
  const time = (clock: string) => `<time datetime="2026-11-22T13:${clock}:00.000Z">22 Nov 2026, 14:${clock} UTC+01:00</time>`;
  const shown = `<ol class="ups"><li><p><b>Monitoring.</b> A &lt;b&gt;fix&lt;/b&gt; is out:\n<a href="https://x.example/a?b=1&amp;c=" rel="nofollow noopener">https://x.example/a?b=1&amp;c=</a>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p><p class="sub">${time("10")} · edited ${time("20")}</p></li><li><p><b>Identified.</b> javascript:alert(1)</p><p class="sub">${time("00")}</p></li></ol>`;
  for (const path of ["index.html", `incidents/${uuid(9_001)}.html`])
    expect(bodyOf(sampleSnapshot(1, { incidents }), path)).toContain(shown);
});

const statuses = fc.array(fc.constantFrom<ComponentStatus | null>(...componentStatuses, null), { maxLength: 8 });
const impacts = fc.array(fc.tuple(fc.constantFrom<Impact>("none", "minor", "major", "critical"), fc.boolean()), { maxLength: 4 });
const signOf = {
  none: /class="i (up|maintenance|no_data)"/,
  minor: /class="i degraded"/,
  major: /class="i down"/,
  critical: /class="i down"/,
};
const badgeOf = { none: /operational|maintenance|no data/, minor: /degraded/, major: /outage/, critical: /outage/ };

it("never shows a headline better than the facts, on HTML, JSON and badge alike", () => {
  fc.assert(
    fc.property(statuses, impacts, (shown, open) => {
      const snapshot = sampleSnapshot(0, {
        components: shown.map((status, i) => sampleComponent(i, { status, days: [] })),
        incidents: open.map(([impact, isOpen], i) => sampleIncident(i, { impact, status: isOpen ? "investigating" : "resolved" })),
      });
      const facts = headlineOf(snapshot);
      const bodies = new Map(renderPage(snapshot).map((file) => [file.path, file.body]));
      const h1 = /<h1>.*?<\/h1>/.exec(bodies.get("index.html") ?? "")?.[0] ?? "";
      expect(h1).toMatch(signOf[facts.indicator]);
      if (shown.length > 0 && shown.every((status) => status === null) && facts.indicator === "none") expect(h1).toContain("No Data Yet");
      expect(JSON.parse(bodies.get("api/v2/status.json") ?? "").status).toEqual(facts);
      expect(bodies.get("badge.svg")).toMatch(badgeOf[facts.indicator]);
    }),
    { numRuns: 60 },
  );
});

const hostile = fc.oneof(
  fc.constantFrom(
    `"><script>alert(1)</script>`,
    `'><img src=x onerror=alert(1)>`,
    "</style><script>alert(1)</script>",
    "<!--stale-->",
    "]]><script>",
    "javascript:alert(1)",
    "${alert(1)}",
    "&lt;script&gt;",
    "\u0000\ud800<svg onload=alert(1)>",
    "../../../../etc/passwd",
    "` onmouseover=alert(1) x=`",
    `https://x.example/"onmouseover="alert(1)`,
    "https://x.example/'><script>alert(1)</script>",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);

it("keeps any text from becoming markup, in every field and every file", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 24, maxLength: 24 }), (texts) => {
      let next = 0;
      const text = () => texts[next++ % texts.length] ?? "";
      const hostileSnapshot: Snapshot = {
        version: 1,
        publishedAt: text(),
        page: {
          id: text(),
          slug: text(),
          name: text(),
          description: text(),
          timeZone: text(),
          url: text(),
          definition: usualUptime,
          uptime: { up: 1, counted: 2 },
          unseenMs: 5,
        },
        groups: [{ id: "g", name: text(), position: 0, uptime: { up: 1, counted: 2 }, unseenMs: 5 }],
        components: [
          { ...sampleComponent(1), id: text(), name: text(), description: text(), groupId: "g", createdAt: text(), updatedAt: text() },
          {
            ...sampleComponent(2),
            days: [
              {
                ...sampleComponent(2).days[0],
                date: text(),
                upMs: 1,
                degradedMs: 0,
                downMs: 5,
                maintenanceMs: 0,
                noDataMs: 0,
                excludedMs: 0,
                uptime: { up: 1, counted: 6 },
              },
            ],
          },
        ],
        incidents: [
          {
            ...sampleIncident(1),
            id: text(),
            name: text(),
            startedAt: text(),
            resolvedAt: text(),
            componentIds: [uuid(2)],
            updates: [{ id: text(), status: "resolved", body: text(), createdAt: text(), editedAt: text() }],
          },
        ],
      };
      for (const { path, contentType, body } of renderPage(hostileSnapshot)) {
        if (contentType.includes("json")) {
          JSON.parse(body);
          continue;
        }
        expect(brokenTag(body), path).toBe(null);
        if (contentType.startsWith("text/html")) expect(body.match(/<!--stale-->/g), path).toHaveLength(1);
      }
    }),
    { numRuns: 150 },
  );
});

const allowed = new Set(
  "a article b body category channel circle content description details div entry feed footer g guid h1 h2 h3 head header html id item lastBuildDate li link main meta name author nav ol p path pubDate published rect rss section span style summary svg table tbody td text th thead time title tr ul updated".split(
    " ",
  ),
);

/** The first tag that the templates do not write: an unknown element, or attributes that are not `name="value"` throughout. */
function brokenTag(body: string): string | null {
  const markup = body
    .replace(/^<!doctype html>|^<\?xml [^>]*\?>/, "")
    .replaceAll("<!--stale-->", "")
    .replaceAll("<br>", "");
  for (const [tag, name = ""] of markup.matchAll(/<\/?([a-zA-Z0-9:]*)[^>]*>?/g)) {
    const isKnown = allowed.has(name) || name === "atom:link";
    if (
      !isKnown ||
      !/^<\/?[\w:]+(?: [\w:-]+(?:="[^"<>]*")?)*\/?>$/.test(tag) ||
      / on\w+=/.test(tag.replaceAll(/"[^"]*"/g, "")) ||
      /href="javascript:/i.test(tag)
    )
      return tag;
  }
  return null;
}
