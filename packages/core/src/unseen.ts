import type { StateMs } from "./monitor-record.ts";

/**
 * The time without data of a stretch, where that is more than a twentieth of it, else 0. A figure of the rest does not speak for the whole
 * then, so whoever shows one says so beside it.
 */
export function unseenMs({ upMs, degradedMs, downMs, maintenanceMs, noDataMs, excludedMs }: Omit<StateMs, "pausedMs">): number {
  const wholeMs = upMs + degradedMs + downMs + maintenanceMs + noDataMs + excludedMs;
  return noDataMs * 20 > wholeMs ? noDataMs : 0;
}
