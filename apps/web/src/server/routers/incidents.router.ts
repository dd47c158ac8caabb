import type { IncidentDetail, IncidentRow } from "@vedette/core/incident-record";
import { Comment } from "@vedette/core/comment";
import { type IncidentUpdates, PageUpdateInput } from "@vedette/core/page-update";
import { PostMortemText } from "@vedette/core/post-mortem";
import { SnoozeUntil } from "@vedette/core/quiet";
import type { RelatedIncident } from "@vedette/core/related-incidents";
import type { ResponseTimes } from "@vedette/core/response-times";
import { Tag } from "@vedette/core/tags";
import type { IncidentScope } from "@vedette/db/incident-log";
import { acknowledge, unacknowledge } from "@vedette/engine/acknowledge";
import { type LinkedIncident, readByLink } from "@vedette/engine/act-by-link";
import { comment } from "@vedette/engine/comment";
import { deleteUpdate, restoreUpdate } from "@vedette/engine/delete-update";
import { requireLink } from "@vedette/engine/incident-links";
import { mergeIncidents, unmergeIncident } from "@vedette/engine/merge-incidents";
import { readIncident } from "@vedette/engine/read-incident";
import { type PostMortemRecord, readPostMortem, savePostMortem } from "@vedette/engine/post-mortem";
import { type NoiseReport, readNoise, readRelated, readResponseTimes } from "@vedette/engine/read-incident-figures";
import { findMonitor } from "@vedette/engine/read-monitors";
import { correctUpdate, postUpdate, readUpdates } from "@vedette/engine/post-update";
import { resolveIncident } from "@vedette/engine/resolve-incident";
import { endSnooze, snooze } from "@vedette/engine/snooze";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { anyone, can, direction, router } from "../trpc.ts";

/** Of which monitor, of monitors with which tag, and how bad. */
const narrowed = { monitorId: z.uuid().optional(), tag: Tag.optional(), severity: z.enum(["degraded", "down"]).optional() };
const Days = z.union([z.literal(7), z.literal(30), z.literal(90)]);
type Narrowed = z.infer<z.ZodObject<typeof narrowed>>;
const scopeOf = ({ monitorId, tag, severity }: Narrowed): IncidentScope => ({
  monitorId: monitorId ?? null,
  tag: tag ?? null,
  severity: severity ?? null,
});

export const incidentsRouter = router({
  /** Newest first by number. `cursor` is the `nextCursor` of the page before. */
  list: can("incident:read", {
    /** `mine`: open ones that the person asking has acknowledged. Open ones that are dealt with in another one are left out. */
    state: z.enum(["open", "mine", "all"]).default("all"),
    ...narrowed,
    cursor: z.int32().positive().optional(),
    direction,
    limit: z.int().min(1).max(100).default(50),
  }).query(async ({ ctx, input }): Promise<{ items: IncidentRow[]; nextCursor: number | null; openCount: number }> => {
    const { incidentLog } = ctx.deps.db;
    const { teamId } = ctx.actor;
    if (input.monitorId !== undefined) await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    const mineOf = input.state === "mine" ? ctx.actor.userId : null;
    const filter = { ...scopeOf(input), isOpen: input.state !== "all", mineOf, beforeNumber: input.cursor ?? null, limit: input.limit };
    const [items, openCount] = await Promise.all([incidentLog.list(teamId, filter), incidentLog.countOpen(teamId)]);
    return { items, nextCursor: items.length === input.limit ? (items.at(-1)?.number ?? null) : null, openCount };
  }),
  get: can("incident:read", { incidentId: z.uuid() }).query(
    async ({ ctx, input }): Promise<IncidentDetail> => await readIncident(ctx.deps, ctx.actor, input),
  ),
  /** How fast the team was, of incidents that began within the last days. */
  figures: can("incident:read", { days: Days, ...narrowed }).query(
    async ({ ctx, input }): Promise<ResponseTimes> =>
      await readResponseTimes(ctx.deps, ctx.actor, { days: input.days, scope: scopeOf(input) }),
  ),
  /** How much of what was told was worth telling. */
  noise: can("incident:read", { days: Days }).query(
    async ({ ctx, input }): Promise<NoiseReport> => await readNoise(ctx.deps, ctx.actor, input),
  ),
  related: can("incident:read", { incidentId: z.uuid() }).query(
    async ({ ctx, input }): Promise<RelatedIncident[]> => await readRelated(ctx.deps, ctx.actor, input),
  ),
  postMortem: can("incident:read", { incidentId: z.uuid() }).query(
    async ({ ctx, input }): Promise<PostMortemRecord> => await readPostMortem(ctx.deps, ctx.actor, input),
  ),
  /** `afterVersion`: the one that was edited; 0 for the first. Whoever saves second gets a conflict. */
  savePostMortem: can("incident:acknowledge", { incidentId: z.uuid(), afterVersion: z.int().min(0), text: PostMortemText }).mutation(
    async ({ ctx, input }): Promise<void> => await savePostMortem(ctx.deps, ctx.actor, input),
  ),
  /** What readers of pages were told, and which pages show it. */
  updates: can("incident:read", { incidentId: z.uuid() }).query(
    async ({ ctx, input }): Promise<IncidentUpdates> => await readUpdates(ctx.deps, ctx.actor, input),
  ),
  /** `creationKey` is made once by the form: a doubled submission posts once. */
  postUpdate: can("page:write", { incidentId: z.uuid(), creationKey: z.uuid(), update: PageUpdateInput }).mutation(
    async ({ ctx, input }): Promise<void> => await postUpdate(ctx.deps, ctx.actor, input),
  ),
  correctUpdate: can("page:write", { updateId: z.uuid(), version: z.int32().positive(), update: PageUpdateInput }).mutation(
    async ({ ctx, input }): Promise<void> => await correctUpdate(ctx.deps, ctx.actor, input),
  ),
  deleteUpdate: can("page:write", { updateId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteUpdate(ctx.deps, ctx.actor, input),
  ),
  restoreUpdate: can("page:write", { updateId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await restoreUpdate(ctx.deps, ctx.actor, input),
  ),
  /** What a link that an alert carries is about; looking changes nothing. */
  byLink: anyone({ token: z.string().max(200) }).query(
    async ({ ctx, input }): Promise<LinkedIncident> => await readByLink(ctx.deps, requireLink(ctx.deps, input.token)),
  ),
  acknowledge: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await acknowledge(ctx.deps, ctx.actor, input)),
  ),
  unacknowledge: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await unacknowledge(ctx.deps, ctx.actor, input)),
  ),
  snooze: can("incident:acknowledge", { incidentId: z.uuid(), untilMs: SnoozeUntil }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await snooze(ctx.deps, ctx.actor, input)),
  ),
  endSnooze: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await endSnooze(ctx.deps, ctx.actor, input)),
  ),
  resolve: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await resolveIncident(ctx.deps, ctx.actor, input)),
  ),
  comment: can("incident:acknowledge", { incidentId: z.uuid(), text: Comment }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await comment(ctx.deps, ctx.actor, input)),
  ),
  merge: can("incident:acknowledge", { incidentId: z.uuid(), intoId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await mergeIncidents(ctx.deps, ctx.actor, input)),
  ),
  unmerge: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await ring(ctx.deps, await unmergeIncident(ctx.deps, ctx.actor, input)),
  ),
});

async function ring(deps: Deps, outboxIds: readonly string[]): Promise<void> {
  await Promise.all(outboxIds.map((outboxId) => deps.ring({ job: "deliver", outboxId })));
}
