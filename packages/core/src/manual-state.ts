import { z } from "zod";
import { multiLine } from "./text.ts";

/** How a monitor stands that is set by hand. */
export const ManualState = z.enum(["up", "degraded", "down"]);
export type ManualState = z.infer<typeof ManualState>;

/** What people are told with it; may be empty. */
export const ManualMessage = multiLine("The message", 500);
