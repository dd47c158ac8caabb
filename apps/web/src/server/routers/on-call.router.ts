import { OverrideInput, ScheduleInput } from "@vedette/core/on-call";
import type { KeyedSchedule } from "@vedette/db/on-call-schedules";
import { addOverride } from "@vedette/engine/add-override";
import { createSchedule } from "@vedette/engine/create-schedule";
import { deleteSchedule } from "@vedette/engine/delete-schedule";
import { type OnCall, readOnCall } from "@vedette/engine/read-on-call";
import { removeOverride } from "@vedette/engine/remove-override";
import { renewOwnFeed, renewScheduleFeed } from "@vedette/engine/renew-feed";
import { restoreSchedule } from "@vedette/engine/restore-schedule";
import { updateSchedule } from "@vedette/engine/update-schedule";
import { z } from "zod";
import { can, router } from "../trpc.ts";

const scheduleId = z.uuid();

export const onCallRouter = router({
  /** Schedules with their layers, stand-ins and calendars; who is on call when follows from them (core/on-call). */
  get: can("policy:read", {}).query(async ({ ctx }): Promise<OnCall> => await readOnCall(ctx.deps, ctx.actor)),
  create: can("policy:write", { schedule: ScheduleInput }).mutation(
    async ({ ctx, input }): Promise<KeyedSchedule> => await createSchedule(ctx.deps, ctx.actor, input),
  ),
  update: can("policy:write", { scheduleId, version: z.int32().positive(), schedule: ScheduleInput }).mutation(
    async ({ ctx, input }): Promise<KeyedSchedule> => await updateSchedule(ctx.deps, ctx.actor, input),
  ),
  remove: can("policy:write", { scheduleId }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteSchedule(ctx.deps, ctx.actor, input),
  ),
  restore: can("policy:write", { scheduleId }).mutation(
    async ({ ctx, input }): Promise<void> => await restoreSchedule(ctx.deps, ctx.actor, input),
  ),
  addOverride: can("on-call:swap", { scheduleId, override: OverrideInput }).mutation(
    async ({ ctx, input }): Promise<{ overrideId: string }> => ({ overrideId: await addOverride(ctx.deps, ctx.actor, input) }),
  ),
  removeOverride: can("on-call:swap", { overrideId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await removeOverride(ctx.deps, ctx.actor, input),
  ),
  renewFeed: can("policy:write", { scheduleId }).mutation(async ({ ctx, input }): Promise<{ token: string }> => ({
    token: await renewScheduleFeed(ctx.deps, ctx.actor, input),
  })),
  renewOwnFeed: can("policy:read", {}).mutation(async ({ ctx }): Promise<{ token: string }> => ({
    token: await renewOwnFeed(ctx.deps, ctx.actor),
  })),
});
