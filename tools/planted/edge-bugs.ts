import { type Bug, integration, unit } from "./bug.ts";

const headline = unit("packages/core/src/headline.test.ts");
const snapshot = unit("packages/engine/src/snapshot-of.test.ts");
const page = unit("packages/page/src/render-page.test.ts");
const updates = integration("packages/engine/test/page-updates.test.ts");
const publish = integration("packages/engine/test/publish.test.ts");
const store = integration("apps/edge/test/page-store.test.ts");
const bundle = integration("apps/edge/test/read-bundle.test.ts");
const sync = integration("apps/edge/test/sync.test.ts");
const databaseSync = integration("apps/edge/test/database-sync.test.ts");
const server = integration("apps/edge/test/server.test.ts");
const heartbeats = integration("packages/engine/test/judge-heartbeats.test.ts");
const pings = integration("apps/edge/test/pings.test.ts");

/** What the public sees and sends: status pages, their way to edge, and pings. */
export const edgeBugs: readonly Bug[] = [
  {
    name: "the headline forgets incidents",
    file: "packages/core/src/headline.ts",
    from: "const worst = Math.max(0, ...[...open, ...shown].map",
    to: "const worst = Math.max(0, ...shown.map",
    caughtBy: headline("is exactly as bad as the worst component or open incident, never better"),
  },
  {
    name: "a partial outage is operational",
    file: "packages/engine/src/snapshot-of.ts",
    from: `if (states.includes("down")) return "partial_outage";`,
    to: "",
    caughtBy: snapshot(`shows monitors ["up","down"] as partial_outage`),
  },
  {
    name: "a monitor that nobody has looked at is operational",
    file: "packages/engine/src/snapshot-of.ts",
    from: "if (states.length === 0) return null;",
    to: `if (states.length === 0) return "operational";`,
    caughtBy: snapshot(`shows monitors ["unknown"] as null`),
  },
  {
    name: "what was typed is markup on the page",
    file: "packages/page/src/html.ts",
    from: 'if (typeof value === "string") return escape(value);',
    to: 'if (typeof value === "string") return value;',
    caughtBy: page("keeps any text from becoming markup, in every field and every file"),
  },
  {
    name: "what people tell readers is markup",
    file: "packages/page/src/render-incident.ts",
    from: ": html`${part.text}`,",
    to: ": html([part.text] as never),",
    caughtBy: page("shows updates under their incident, newest first, each with its time, and with links that can be followed"),
  },
  {
    name: "people may say of an open incident that it is resolved",
    file: "packages/core/src/page-update.ts",
    from: `if (status !== "resolved" || !isOpen) return null;`,
    to: `if (status !== "resolved" || isOpen) return null;`,
    caughtBy: updates("says that it is resolved only once it is, and keeps saying it whatever is posted then"),
  },
  {
    name: "a word of people ends an incident",
    file: "packages/engine/src/snapshot-of.ts",
    from: `updates.find((update) => update.status !== "resolved")?.status`,
    to: "updates[0]?.status",
    caughtBy: snapshot("stays open for whoever reads, even if an update claims otherwise"),
  },
  {
    name: "what is said of an incident is not shown under those that are merged into it",
    file: "packages/db/src/page-updates.ts",
    from: "p.incident_id IN (i.id, i.merged_into_id)",
    to: "p.incident_id = i.id",
    caughtBy: updates("stands under incidents that are merged into it, on whatever page they are shown, until they are taken out"),
  },
  {
    name: "an update waits until something else changes its page",
    file: "packages/engine/src/post-update.ts",
    from: "  await tx.incidents.announceMonitors(await tx.pageUpdates.monitorIds(incident), []);\n",
    to: "",
    caughtBy: updates(
      "publishes what was posted, corrected, deleted and brought back, each with its line in the timeline and in the audit log",
    ),
  },
  {
    name: "a second press posts a second time",
    file: "packages/db/src/page-updates.ts",
    from: "[id, incident.teamId, incident.id, creationKey, status,",
    to: "[id, incident.teamId, incident.id, id, status,",
    caughtBy: updates("posts once, however often and by how many at once the same form is sent, and never other words under its name"),
  },
  {
    name: "an unpublished page is published",
    file: "packages/db/src/publishing.ts",
    from: "WHERE id = $1 AND published AND deleted_at IS NULL RETURNING",
    to: "WHERE id = $1 AND deleted_at IS NULL RETURNING",
    caughtBy: publish("publishes no page that is not published, was taken back or deleted"),
  },
  {
    name: "a page shows a component's monitor after it was deleted",
    file: "packages/db/src/publishing.ts",
    from: "JOIN monitors m ON m.id = cm.monitor_id AND m.deleted_at IS NULL",
    to: "JOIN monitors m ON m.id = cm.monitor_id",
    caughtBy: publish("shows of each component what its own monitors are, and of monitors that are not on the page nothing"),
  },
  {
    name: "a component's days count the outages of another",
    file: "packages/engine/src/snapshot-of.ts",
    from: "[...new Set(monitors.map((monitor) => monitor.monitorNo))].flatMap",
    to: "[...histories.keys()].flatMap",
    caughtBy: publish("shows of each component what its own monitors are, and of monitors that are not on the page nothing"),
  },
  {
    name: "a page tells of incidents of monitors that are not on it",
    file: "packages/engine/src/snapshot-of.ts",
    from: "if (affected.length === 0) return null;",
    to: "",
    caughtBy: snapshot("tells of no incident of a monitor that is not on the page"),
  },
  {
    name: "the older of two publishers wins",
    file: "packages/db/src/publishing.ts",
    from: "WHERE publications.version < $4",
    to: "WHERE publications.version <> $4",
    caughtBy: publish("publishes what the publisher saw that began last, in whatever order two of them end"),
  },
  {
    name: "a page goes back in time",
    file: "apps/edge/src/page-store.ts",
    from: "if (served !== undefined && bundle.version <= served.bundle.version) return false;",
    to: "",
    caughtBy: store("never goes back in time, and changes nothing for a version that it has"),
  },
  {
    name: "nothing is left to fall back to",
    file: "apps/edge/src/page-store.ts",
    from: "const keep = [bundle.version, served?.bundle.version];",
    to: "const keep = [bundle.version];",
    caughtBy: store("keeps the version before the newest, and no older one"),
  },
  {
    name: "a removed page comes back with the next start",
    file: "apps/edge/src/page-store.ts",
    from: "      const files = await versionsOf(directory, pageId);\n",
    to: "      const files: VersionFile[] = [];\n",
    caughtBy: store("forgets a page that is removed, for good"),
  },
  {
    name: "a damaged page is served",
    file: "apps/edge/src/read-bundle.ts",
    from: "if (!checksum.equals(bytes.subarray(content.length)))",
    to: "if (checksum.equals(bytes.subarray(0, 32)))",
    caughtBy: bundle("refuses a bundle of which one bit is wrong, and one with bytes behind it"),
  },
  {
    name: "a page's address may be a path on our disk",
    file: "apps/edge/src/read-bundle.ts",
    from: ".regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)",
    to: "",
    caughtBy: bundle("refuses what a signed index may not say either: addresses and headers of another alphabet, files outside"),
  },
  {
    name: "an empty database takes every page down",
    file: "packages/db/src/publications.ts",
    from: "OR (p.id IS NULL AND (EXISTS (SELECT FROM pages WHERE id = ANY($1::uuid[]))",
    to: "OR (p.id IS NULL AND (true",
    caughtBy: databaseSync("drops a page that was unpublished, deleted or erased, and none for a database that has lost them all"),
  },
  {
    name: "a page that is merely missing is dropped",
    file: "apps/edge/src/sync.ts",
    from: "for (const pageId of await source.withdrawn([...store.pages().keys()])) {",
    to: "for (const pageId of missing) {",
    caughtBy: sync("drops a page only when it is positively withdrawn, not when it is merely missing"),
  },
  {
    name: "an older database vouches for a newer page",
    file: "apps/edge/src/sync.ts",
    from: "if (version() === publication.version) store.confirm",
    to: "if (version() >= publication.version) store.confirm",
    caughtBy: sync("never goes back, nor lets an older database vouch for what it serves"),
  },
  {
    name: "an old page looks fresh",
    file: "apps/edge/src/stale.ts",
    from: "return ageMs > staleAfterMs ? ageMs : null;",
    to: "return ageMs > 100 * staleAfterMs ? ageMs : null;",
    caughtBy: server("says after two minutes how old a page is, once more every minute, and stops when it is confirmed"),
  },
  {
    name: "an old badge is green",
    file: "apps/edge/src/serve-page.ts",
    from: `ageMs !== null && rest === "badge.svg" ? "badge-stale.svg" : rest`,
    to: "rest",
    caughtBy: server("keeps the body of an old JSON file and tells its age beside it; an old badge claims nothing"),
  },
  {
    name: "the root lists nobody's page but shows one of several",
    file: "apps/edge/src/server.ts",
    from: "if (only === undefined || others.length > 0) {",
    to: "if (only === undefined) {",
    caughtBy: server("redirects a trailing slash, and the root only when there is exactly one page"),
  },
  {
    name: "a page has no policy against scripts",
    file: "apps/edge/src/serve-page.ts",
    from: "    contentSecurityPolicy(page.bundle.styleHash),\n",
    to: `    "default-src *",\n`,
    caughtBy: server("serves a page and each of its files with the right type, safe headers and a policy that names its own sheet"),
  },
  {
    name: "a ping is answered before it is stored",
    file: "apps/edge/src/ping-intake.ts",
    from: "      schedule();\n      return promise;",
    to: `      schedule();\n      answer("stored");\n      return promise;`,
    caughtBy: pings("a database that goes away > never answers 200 to a ping that is not stored, and stores each once"),
  },
  {
    name: "a ping of nobody is OK",
    file: "packages/engine/src/accept-pings.ts",
    from: `return found === undefined ? "unknown" :`,
    to: `return found === undefined ? "stored" :`,
    caughtBy: pings("Uptime Kuma > answers 404 to a token of nobody, to a paused monitor and to a time that is none"),
  },
  {
    name: "a deleted heartbeat takes pings",
    file: "packages/db/src/intake.ts",
    from: "ON m.compat_number = f.monitor_no AND m.deleted_at IS NULL",
    to: "ON m.compat_number = f.monitor_no",
    caughtBy: pings("Healthchecks > accepts pings of a paused monitor and none of a deleted one"),
  },
  {
    name: "a ping that is stored again is judged again",
    file: "packages/db/src/intake.ts",
    from: "SELECT id, monitor_no, at FROM stored",
    to: `SELECT id, monitor_no, \${at("at_ms")} FROM known`,
    caughtBy: heartbeats("judges every ping once, by three workers at a time, although edges repeat what they stored"),
  },
  {
    name: "a ping makes a monitor out of a slug that is taken",
    file: "packages/engine/src/accept-pings.ts",
    from: "    if (room.isTaken) return true;\n",
    to: "",
    caughtBy: pings("Healthchecks > makes a monitor at the first ping when asked, once, and never out of a slug that is taken"),
  },
  {
    name: "a job that fails says that it is well",
    file: "apps/edge/src/ping-request.ts",
    from: `exitCode === null || exitCode === 0 ? "success" : "fail"`,
    to: `exitCode === null || exitCode >= 0 ? "success" : "fail"`,
    caughtBy: pings("Healthchecks > stores what /ping/<uuid>/255 says and answers as they do"),
  },
  {
    name: "a sender that never stops is never told to",
    file: "apps/edge/src/serve-ping.ts",
    from: "if (!rate.take(keyOf(asked), monotonic()))",
    to: "if (!rate.take(keyOf(asked) + String(monotonic()), monotonic()))",
    caughtBy: pings("Healthchecks > answers 429 to a sender that never stops, and goes on for the others"),
  },
  {
    name: "a body of a ping is read without end",
    file: "apps/edge/src/serve-ping.ts",
    from: `    if (sizeBytes > maxBodyBytes) return "too large";\n`,
    to: "",
    caughtBy: pings("Healthchecks > keeps the first 10,000 bytes of a body and refuses one without end"),
  },
  {
    name: "refused pings leave no deafness behind",
    file: "apps/edge/src/ping-intake.ts",
    from: "toleranceMs: isDeaf ? 0 :",
    to: "toleranceMs: isDeaf ? 3_600_000 :",
    caughtBy: pings(
      "a database that goes away > holds pings for five seconds, says 503, serves pages meanwhile, and writes down that it was deaf",
    ),
  },
  {
    name: "edge says that it has heard what it still holds",
    file: "apps/edge/src/ping-intake.ts",
    from: "(oldest === undefined ? null : timeOf(oldest)) ??",
    to: "(oldest !== undefined ? null : timeOf({} as never)) ??",
    caughtBy: unit("apps/edge/src/ping-intake.test.ts")(
      "says that it has heard no further than the oldest ping that it still holds, and answers that one once it is stored",
    ),
  },
];
