import { expect, it } from "vitest";
import { noTime } from "./time-in-state.ts";
import { unseenMs } from "./unseen.ts";

it.each([
  [{}, 0],
  [{ upMs: 100 }, 0],
  [{ upMs: 95, noDataMs: 5 }, 0],
  [{ upMs: 94, noDataMs: 5 }, 5],
  [{ upMs: 60, degradedMs: 10, downMs: 10, maintenanceMs: 10, excludedMs: 5, noDataMs: 5 }, 0],
  [{ upMs: 60, degradedMs: 10, downMs: 10, maintenanceMs: 10, excludedMs: 4, noDataMs: 5 }, 5],
  // A monitor that was not to be watched was not missed.
  [{ upMs: 40, noDataMs: 5, pausedMs: 1_000 }, 5],
  [{ noDataMs: 7 }, 7],
])("says of %j that %d ms of it were unseen: more than a twentieth, or nothing", (time, ms) => {
  expect(unseenMs({ ...noTime, ...time })).toBe(ms);
});
