"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MonitorDetail } from "@vedette/core/monitor-record";
import { isActive } from "@vedette/core/monitor-spec";
import { Pause, Pencil, Play, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { Button, ButtonLink } from "../../../ui/button.tsx";
import { useShortcut } from "../../../ui/keyboard.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useRunNow } from "./use-run-now.ts";

/** Run now, pause, edit: by button and by the keys r, p, e. */
export function MonitorActions({ monitor }: { monitor: MonitorDetail }) {
  const { slug, base, can } = useTeam();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const may = can("monitor:write");
  const isPaused = monitor.pausedAtMs !== null;
  const isProbed = isActive(monitor.spec);
  const editHref = `${base}/monitors/${monitor.id}/edit`;
  const settle = {
    onSuccess: () => void client.invalidateQueries(trpc.monitors.pathFilter()),
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" }),
  };
  const pause = useMutation({ ...trpc.monitors.pause.mutationOptions(), ...settle });
  const resume = useMutation({ ...trpc.monitors.resume.mutationOptions(), ...settle });
  const toggle = () => (isPaused ? resume : pause).mutate({ team: slug, monitorIds: [monitor.id] });
  const isToggling = pause.isPending || resume.isPending;
  const runNow = useRunNow(monitor.id);
  useShortcut("r", "Run a check now", may && isProbed && !runNow.pending ? runNow.run : null);
  useShortcut("p", isPaused ? "Resume this monitor" : "Pause this monitor", may && !isToggling ? toggle : null);
  useShortcut("e", "Edit this monitor", may ? () => router.push(editHref) : null);
  if (!may) return null;
  return (
    <>
      {isProbed && (
        <Button onClick={runNow.run} pending={runNow.pending} aria-keyshortcuts="r">
          {!runNow.pending && <Zap aria-hidden="true" className="size-4" />}
          Run now
        </Button>
      )}
      <Button onClick={toggle} pending={isToggling} aria-keyshortcuts="p">
        {isPaused ? <Play aria-hidden="true" className="size-4" /> : <Pause aria-hidden="true" className="size-4" />}
        {isPaused ? "Resume" : "Pause"}
      </Button>
      <ButtonLink href={editHref} aria-keyshortcuts="e">
        <Pencil aria-hidden="true" className="size-4" />
        Edit
      </ButtonLink>
    </>
  );
}
