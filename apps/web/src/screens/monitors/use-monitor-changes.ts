"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { IntervalChanges, LeftOut, TagChanges } from "@vedette/core/monitor-selection";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { counted, formatMs } from "../../ui/format.ts";
import { type ToastInput, useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

type Named = { id: string; name: string };

/** Changes of one monitor or thousands. Each tells what happened in a toast that undoes it, and answers whether it worked. */
export function useMonitorChanges() {
  const { slug: team } = useTeam();
  const trpc = useTRPC();
  const api = useTRPCClient();
  const client = useQueryClient();
  const toast = useToast();
  const [pending, setPending] = useState(false);

  const run = async (change: () => Promise<ToastInput>): Promise<boolean> => {
    setPending(true);
    try {
      toast(await change());
      return true;
    } catch (error) {
      toast({ title: refusalOf(error).message, tone: "bad" });
      return false;
    } finally {
      setPending(false);
      void client.invalidateQueries(trpc.monitors.pathFilter());
    }
  };
  const undoing = (isNeeded: boolean, title: string, undo: () => Promise<unknown>): Pick<ToastInput, "action"> => {
    if (!isNeeded) return {};
    const onPress = () =>
      void run(async () => {
        await undo();
        return { title };
      });
    return { action: { label: "Undo", onPress } };
  };

  return {
    pending,
    pause: (monitors: readonly Named[]) =>
      run(async () => {
        const monitorIds = await api.monitors.pause.mutate({ team, monitorIds: idsOf(monitors) });
        const undo = () => api.monitors.resume.mutate({ team, monitorIds });
        return { title: `${subject(monitors)} paused.`, ...undoing(monitorIds.length > 0, "Running again.", undo) };
      }),
    resume: (monitors: readonly Named[]) =>
      run(async () => {
        const monitorIds = await api.monitors.resume.mutate({ team, monitorIds: idsOf(monitors) });
        const undo = () => api.monitors.pause.mutate({ team, monitorIds });
        return { title: `${subject(monitors)} running again.`, ...undoing(monitorIds.length > 0, "Paused again.", undo) };
      }),
    remove: (monitors: readonly Named[]) =>
      run(async () => {
        const input = { team, monitorIds: idsOf(monitors) };
        await api.monitors.remove.mutate(input);
        const undone = `${subject(monitors)} back, with all history.`;
        return { title: `${subject(monitors)} deleted.`, ...undoing(true, undone, () => api.monitors.restore.mutate(input)) };
      }),
    setInterval: (monitors: readonly Named[], intervalMs: number) =>
      run(async () => {
        const changes: IntervalChanges = [{ monitorIds: idsOf(monitors), intervalMs }];
        const { undo, leftOut } = await api.monitors.setIntervals.mutate({ team, changes });
        return {
          ...outcome(undo, leftOut, `now checked every ${formatMs(intervalMs)}`, "for a timeout that is longer"),
          ...undoing(undo.length > 0, "The intervals are what they were.", () => api.monitors.setIntervals.mutate({ team, changes: undo })),
        };
      }),
    changeTags: (monitors: readonly Named[], tags: { add: readonly string[]; remove: readonly string[] }) =>
      run(async () => {
        const changes: TagChanges = [{ monitorIds: idsOf(monitors), add: [...tags.add], remove: [...tags.remove] }];
        const { undo, leftOut } = await api.monitors.changeTags.mutate({ team, changes });
        return {
          ...outcome(undo, leftOut, "tagged anew", "for having 20 tags already"),
          ...undoing(undo.length > 0, "The tags are what they were.", () => api.monitors.changeTags.mutate({ team, changes: undo })),
        };
      }),
  };
}

export type MonitorChanges = ReturnType<typeof useMonitorChanges>;

const namesShown = 5;
const idsOf = (monitors: readonly Named[]) => monitors.map((monitor) => monitor.id);

/** `Shop is` or `1,200 monitors are`. */
function subject(monitors: readonly Named[]): string {
  const [first] = monitors;
  return monitors.length === 1 && first !== undefined ? `${first.name} is` : `${counted(monitors.length, "monitor")} are`;
}

/** How many changed, and by name the first of those that did not, and why. */
function outcome(undo: readonly { monitorIds: string[] }[], leftOut: readonly LeftOut[], did: string, why: string): ToastInput {
  const changed = undo.reduce((sum, group) => sum + group.monitorIds.length, 0);
  const title = changed === 0 ? "Nothing changed." : `${counted(changed, "monitor")} ${changed === 1 ? "is" : "are"} ${did}.`;
  if (leftOut.length === 0) return { title };
  const names = leftOut.slice(0, namesShown).map((monitor) => monitor.name);
  const others = leftOut.length > namesShown ? ` and ${counted(leftOut.length - namesShown, "other")}` : "";
  return { title, description: `Left out, ${why}: ${names.join(", ")}${others}.` };
}
