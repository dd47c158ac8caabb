import { z } from "zod";
import { WeeklyHours } from "./weekly-hours.ts";

/** When a channel may be used, and for whom. */
export const ChannelPreference = z.strictObject({
  /** It belongs to a person, and is told only of what that person is told of. */
  ownerId: z.uuid().nullable().default(null),
  /** Within these hours nothing is sent of what is only degraded; it comes together at their end. */
  quiet: WeeklyHours.nullable().default(null),
  /** More messages than this within a minute come together in one. */
  perMinute: z
    .int("Type a whole number.")
    .min(1, "At least 1 message a minute.")
    .max(1_000, "At most 1,000 messages a minute.")
    .nullable()
    .default(null),
});
export type ChannelPreference = z.infer<typeof ChannelPreference>;
