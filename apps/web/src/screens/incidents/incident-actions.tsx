"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { useShortcut } from "../../ui/keyboard.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { SnoozeDialog } from "./snooze-dialog.tsx";
import { useAct } from "./use-act.ts";

/** Everything that can be done with an incident now, by button or by key. What cannot be, or may not be, is not shown. */
export function IncidentActions({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const act = useAct();
  const [asking, setAsking] = useState<"snooze" | "merge" | null>(null);
  const input = { team: team.slug, incidentId: incident.id };
  const giveBack = useMutation(trpc.incidents.unacknowledge.mutationOptions(act("Given back: nobody is looking at it.")));
  const undoAcknowledge = () => giveBack.mutate(input);
  const acknowledge = useMutation(
    trpc.incidents.acknowledge.mutationOptions(act(`You acknowledged incident #${incident.number}.`, { undo: undoAcknowledge })),
  );
  const endSnooze = useMutation(trpc.incidents.endSnooze.mutationOptions(act("The snooze is over.")));
  const unmerge = useMutation(trpc.incidents.unmerge.mutationOptions(act("Taken out again.")));
  const resolve = useMutation(trpc.incidents.resolve.mutationOptions(act(`Incident #${incident.number} is resolved.`)));

  const mayAct = team.can("incident:acknowledge");
  const isOpen = incident.endedAtMs === null;
  const canAcknowledge = mayAct && isOpen && incident.acknowledgedAtMs === null;
  const canMerge = mayAct && incident.mergedInto === null && incident.mergedN === 0;
  useShortcut("a", "Acknowledge this incident", canAcknowledge && !acknowledge.isPending ? () => acknowledge.mutate(input) : null);
  useShortcut("s", "Snooze this incident", mayAct && isOpen ? () => setAsking("snooze") : null);
  useShortcut("m", "Merge this incident into another", canMerge ? () => setAsking("merge") : null);
  if (!mayAct) return null;
  return (
    <>
      {canAcknowledge && (
        <Button look="primary" pending={acknowledge.isPending} onClick={() => acknowledge.mutate(input)} aria-keyshortcuts="a">
          Acknowledge
          <kbd className="ml-1 rounded border border-current px-1 font-sans text-xs" aria-hidden="true">
            a
          </kbd>
        </Button>
      )}
      {isOpen && incident.acknowledgedAtMs !== null && (
        <Button pending={giveBack.isPending} onClick={undoAcknowledge}>
          Give back
        </Button>
      )}
      {isOpen && incident.snoozedUntilMs !== null && (
        <Button pending={endSnooze.isPending} onClick={() => endSnooze.mutate(input)}>
          End snooze
        </Button>
      )}
      {isOpen && incident.snoozedUntilMs === null && (
        <Button onClick={() => setAsking("snooze")} aria-keyshortcuts="s">
          Snooze
        </Button>
      )}
      {incident.mergedInto !== null && (
        <Button pending={unmerge.isPending} onClick={() => unmerge.mutate(input)}>
          Take out of #{incident.mergedInto.number}
        </Button>
      )}
      {canMerge && (
        <Button onClick={() => setAsking("merge")} aria-keyshortcuts="m">
          Merge
        </Button>
      )}
      {isOpen && incident.ruleId === null && (
        <Button pending={resolve.isPending} onClick={() => resolve.mutate(input)}>
          Resolve
        </Button>
      )}
      <SnoozeDialog incident={incident} open={asking === "snooze"} onClose={() => setAsking(null)} />
      <MergeDialog incident={incident} open={asking === "merge"} onClose={() => setAsking(null)} />
    </>
  );
}
