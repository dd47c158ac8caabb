"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTeam } from "../../client/team.tsx";
import { useTRPC } from "../../client/trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { useShortcut } from "../../ui/keyboard.tsx";
import { useToast } from "../../ui/toast.tsx";

/** Takes an open incident on, by button or by the key `a`. Shown only while somebody still can and may. */
export function AcknowledgeButton({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const acknowledge = useMutation(
    trpc.incidents.acknowledge.mutationOptions({
      onSuccess: () => toast.show({ text: `You acknowledged #${incident.number}.` }),
      // A conflict means that somebody was faster or that it is over: the fresh record says which.
      onError: (error) => toast.show({ text: error.message }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.incidents.pathKey() }),
    }),
  );
  const isOffered = incident.endedAtMs === null && incident.acknowledgedAtMs === null && team.allows("incident:acknowledge");
  const run = () => acknowledge.mutate({ team: team.slug, incidentId: incident.id });
  useShortcut("a", "Acknowledge this incident", run, { enabled: isOffered && !acknowledge.isPending });
  if (!isOffered) return null;
  return (
    <Button look="primary" pending={acknowledge.isPending} onClick={run}>
      Acknowledge <Kbd>a</Kbd>
    </Button>
  );
}
