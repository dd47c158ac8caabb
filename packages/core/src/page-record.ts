import { z } from "zod";
import { Slug, multiLine, singleLine } from "./text.ts";
import { TimeZone } from "./time-zone.ts";
import { UptimeDefinition } from "./uptime-definition.ts";

const Description = multiLine("The description", 1_000).transform((text) => (text.trim() === "" ? null : text.trim()));

export const PageInput = z.strictObject({
  name: singleLine("The name", 100),
  slug: Slug,
  description: Description.nullable().default(null),
  timeZone: TimeZone.default("UTC"),
  /** Null: as the team defines it. */
  uptime: UptimeDefinition.nullable().default(null),
});
export type PageInput = z.infer<typeof PageInput>;

/** The whole list of a page's lines, in their order. An id that is given keeps its component; one left out is removed. */
export const PageComponentsInput = z.strictObject({
  groups: z
    .array(z.strictObject({ id: z.uuid(), name: singleLine("The name of the group", 100) }))
    .max(50, "A page has at most 50 groups."),
  components: z
    .array(
      z.strictObject({
        id: z.uuid(),
        name: singleLine("The name of the component", 100),
        description: Description.nullable().default(null),
        groupId: z.uuid().nullable().default(null),
        showUptime: z.boolean().default(true),
        monitorIds: z.array(z.uuid()).max(50, "A component has at most 50 monitors."),
      }),
    )
    .max(200, "A page has at most 200 components."),
});
export type PageComponentsInput = z.infer<typeof PageComponentsInput>;

/** A page as it is configured. Times are milliseconds since the epoch. */
export type PageRecord = {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  timeZone: string;
  uptime: UptimeDefinition | null;
  published: boolean;
  /** Newest published snapshot, 0 before the first. */
  snapshotVersion: number;
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
};
export type PageGroupRecord = { id: string; name: string; position: number };
export type PageComponentRecord = {
  id: string;
  name: string;
  description: string | null;
  groupId: string | null;
  position: number;
  showUptime: boolean;
  monitorIds: string[];
};
export type PageDetail = PageRecord & { groups: PageGroupRecord[]; components: PageComponentRecord[] };
/** `publishedAtMs`: when the newest publication was made, null before the first. */
export type PageRow = PageRecord & { components: number; publishedAtMs: number | null };
