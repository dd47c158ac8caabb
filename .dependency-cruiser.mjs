// The arrows of the house: who may import whom. Anything else is a build error.
const arrows = {
  core: [],
  db: ["core"],
  engine: ["core", "db"],
  queue: ["core"],
  outbound: ["core"],
  page: ["core"],
  worker: ["core", "db", "engine", "queue", "outbound", "page"],
  web: ["core", "db", "engine", "queue", "page"],
  edge: ["core", "db", "engine"],
};
const apps = ["web", "worker", "edge"];

const folderOf = (room) => `${apps.includes(room) ? "apps" : "packages"}/${room}`;
const anyRoom = "^(packages|apps)/[^/]+/";
const test = String.raw`\.test\.tsx?$|/(test|e2e)/`;

const rooms = Object.entries(arrows).map(([room, allowed]) => ({
  name: `arrows-${room}`,
  comment: `${room} may import ${allowed.length === 0 ? "no other room" : allowed.join(", ")}, and testkit from tests.`,
  severity: "error",
  from: { path: `^${folderOf(room)}/` },
  to: { path: anyRoom, pathNot: [room, ...allowed].map((name) => `^${folderOf(name)}/`).concat("^packages/testkit/") },
}));

// Whoever may open or accept a connection. The entries of web, worker and edge only listen.
const socketRooms = [
  "^packages/(outbound|testkit)/",
  "^apps/edge/src/",
  String.raw`^apps/worker/src/(health|main)[^/]*\.ts$`,
  String.raw`^apps/web/src/(server|entry)\.ts$`,
  "^(bench|tools)/",
  test,
];
const socketModules = String.raw`^(node:)?(net|tls|http|https|http2|dgram|dns|dns/promises)$`;
const socketPackages = "node_modules/(undici|nodemailer|ws|smtp-server|autocannon)/";

export default {
  forbidden: [
    ...rooms,
    {
      name: "testkit-only-in-tests",
      severity: "error",
      from: { pathNot: ["^packages/testkit/", "^(bench|tools)/", test, String.raw`(vitest|playwright)\.config\.ts$`] },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "nobody-imports-an-app",
      severity: "error",
      from: { path: "^(apps/([^/]+)|packages|tools)/" },
      to: { path: "^apps/", pathNot: "^apps/$2/" },
    },
    {
      name: "core-is-pure",
      comment: "core imports zod and itself, nothing else: no I/O, no clock, no randomness.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: test },
      to: { pathNot: ["^packages/core/src/", "node_modules/zod/"] },
    },
    {
      name: "one-door-to-the-network",
      comment: "Sockets are opened by packages/outbound; only server entries, testkit, bench and tests may name these modules.",
      severity: "error",
      from: { pathNot: socketRooms },
      to: { path: [socketModules, socketPackages] },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          String.raw`\.d\.ts$`,
          String.raw`\.config\.(ts|mjs)$`,
          String.raw`(^|/)\.[^/]+\.mjs$`,
          "^(tools|bench)/",
          test,
          "^apps/web/src/app/",
          // The browser loads it.
          "^apps/web/public/",
        ],
      },
      to: {},
    },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "not-to-dev-dep",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/", pathNot: [test, "^packages/testkit/"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^packages/|node_modules/@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: String.raw`/generated/|/\.next/|/next-env\.d\.ts$|\.css$` },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
