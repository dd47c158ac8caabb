import { z } from "zod";

/** An IANA name that this runtime knows, be it one that others have replaced: Asia/Kathmandu and Asia/Katmandu alike. */
export const TimeZone = z.string().max(64).refine(isTimeZone, "This time zone is unknown. Use a name such as Europe/Berlin or UTC.");

function isTimeZone(name: string): boolean {
  // Offsets such as +01:00 are no names: they know of no summer.
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
