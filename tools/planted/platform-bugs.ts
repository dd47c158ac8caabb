import { type Bug, integration, unit } from "./bug.ts";

const punctuality = unit("packages/core/src/punctuality.test.ts");
const places = unit("apps/worker/src/places.test.ts");
const platform = integration("packages/engine/test/platform.test.ts");
const metrics = integration("apps/worker/test/platform-metrics.test.ts");
const claim = integration("packages/engine/test/claim.test.ts");
const matrix = integration("apps/web/test/authorization-matrix.test.ts");

/** What the platform says of itself, and how teams share it. */
export const platformBugs: readonly Bug[] = [
  {
    name: "checks are claimed however many results wait to be stored",
    file: "packages/engine/src/claim.ts",
    from: "const claim = hasRoom() ?",
    to: "const claim = hasRoom() || true ?",
    caughtBy: claim("claims nothing while there is no room at all, and finds what was missed once there is"),
  },
  {
    name: "the banner goes as soon as one stretch is calm",
    file: "packages/core/src/punctuality.ts",
    from: "if (run.length < (sinceMs === null ? late : calm).stretches) continue;",
    to: "if (run.length < (sinceMs === null ? late.stretches : 1)) continue;",
    caughtBy: punctuality("being late > five calm ones do not end it"),
  },
  {
    name: "a location where nothing starts is on time, as nothing is late",
    file: "packages/core/src/punctuality.ts",
    from: "if (overdueMs > standingStillMs && nowMs - startedMs > standingStillMs)",
    to: "if (overdueMs > standingStillMs && nowMs - startedMs < standingStillMs)",
    caughtBy: platform(
      "says that checks are late once the workers have said so for half a minute, and that they stand still where nobody says anything",
    ),
  },
  {
    name: "ticks that no claim came for are not told",
    file: "packages/db/src/schedules.ts",
    from: "coalesce((SELECT sum((due_ms - next_due_ms) / interval_ms + is_too_late::int) FROM moved), 0)::int AS missed",
    to: "0 AS missed",
    caughtBy: platform(
      "hears of every tick that nobody had time for: those that no claim came for, and those that were claimed too long ago",
    ),
  },
  {
    name: "a database that is away has a latency of zero",
    file: "apps/worker/src/platform-metrics.ts",
    from: "if (value === null) this.remove();",
    to: "if (value === null) this.reset();",
    caughtBy: metrics("leaves out what it cannot know, instead of saying zero, and says that the database is away"),
  },
  {
    name: "every team may take every place",
    file: "apps/worker/src/places.ts",
    from: "(running.get(teamId) ?? 0) < limits.running - taken",
    to: "taken < limits.running",
    caughtBy: places("gives a team alone half of all places, and starts at once what another team brings"),
  },
  {
    name: "what a team missed while there was no room is left until the next look at every schedule",
    file: "packages/engine/src/claim.ts",
    from: "const isWhole = hasRoomAgain || ",
    to: "const isWhole = ",
    caughtBy: claim("passes over a team for which there is no room, and finds all that it missed once there is"),
  },
  {
    name: "the platform's figures are for everybody who is signed in",
    file: "packages/engine/src/read-platform.ts",
    from: "  authorizeOperator(person);\n",
    to: "",
    caughtBy: matrix("platform.get > answers nobody but whoever runs the instance, whatever they own"),
  },
];
