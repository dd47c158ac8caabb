import { z } from "zod";
import { type IncidentStatus, incidentStatuses } from "./snapshot.ts";
import { multiLine } from "./text.ts";

/** What a team tells the readers of its pages about an incident: plain text, of which only links and line breaks are recognised. */
export const PageUpdateInput = z.strictObject({
  status: z.enum(incidentStatuses),
  body: multiLine("The update", 10_000).trim().min(1, "The update is empty. Say at least what readers should know."),
});
export type PageUpdateInput = z.infer<typeof PageUpdateInput>;

type Person = { id: string; name: string };

/** An update as the team sees it. `version` grows by one with every correction; a correction keeps the time at which it was posted. */
export type PageUpdate = PageUpdateInput & {
  id: string;
  version: number;
  postedAtMs: number;
  author: Person;
  edited: { atMs: number; by: Person } | null;
};

/** The updates of an incident, newest first, and the pages that show it, by name; published ones show it to the public. */
export type IncidentUpdates = { updates: PageUpdate[]; pages: { id: string; name: string; published: boolean }[] };

/** Why an update cannot say this; null: it can. Only checks end an incident, so no word of people may be better than they are. */
export function untrueStatus(status: IncidentStatus, isOpen: boolean): string | null {
  if (status !== "resolved" || !isOpen) return null;
  return "The incident is still open, so it is not resolved. Choose Monitoring; once the checks are good again the page says so, and this can be posted.";
}
