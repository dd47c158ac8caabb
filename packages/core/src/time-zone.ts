import { z } from "zod";

const zones = new Set(Intl.supportedValuesOf("timeZone").concat("UTC"));

/** An IANA name that this runtime knows. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((zone) => zones.has(zone), "This time zone is unknown. Use a name such as Europe/Berlin or UTC.");
