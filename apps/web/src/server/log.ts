import { logOptions } from "@vedette/core/log-options";
import { type DestinationStream, type Level, pino } from "pino";

export type Log = ReturnType<typeof createLog>;

/** One line of JSON each. Nothing of a request's body, cookies or query is ever given to it. */
export function createLog(level: Level | "silent", destination?: DestinationStream) {
  return pino({ ...logOptions, level, name: "web", formatters: { level: (label) => ({ level: label }) } }, destination);
}
