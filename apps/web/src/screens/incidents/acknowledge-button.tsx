"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { useShortcut } from "../../ui/keyboard.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Takes an open incident on, by button or by the key `a`. Shown only while somebody still can and may. */
export function AcknowledgeButton({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const acknowledge = useMutation(
    trpc.incidents.acknowledge.mutationOptions({
      onSuccess: () => toast({ title: `You acknowledged incident #${incident.number}.` }),
      // A conflict means that somebody was faster or that it is over: the fresh record says which.
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.incidents.pathKey() }),
    }),
  );
  const isOffered = incident.endedAtMs === null && incident.acknowledgedAtMs === null && team.can("incident:acknowledge");
  const run = () => acknowledge.mutate({ team: team.slug, incidentId: incident.id });
  useShortcut("a", "Acknowledge this incident", isOffered && !acknowledge.isPending ? run : null);
  if (!isOffered) return null;
  return (
    <Button look="primary" pending={acknowledge.isPending} onClick={run} aria-keyshortcuts="a">
      Acknowledge
      <kbd className="ml-1 rounded border border-current px-1 font-sans text-xs" aria-hidden="true">
        a
      </kbd>
    </Button>
  );
}
