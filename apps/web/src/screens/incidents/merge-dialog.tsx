"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { useAct } from "./use-act.ts";

/** Asks for the incident in which this one is to be dealt with: an open one, unless this one is over. */
export function MergeDialog({ incident, open, onClose }: { incident: IncidentDetail; open: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const act = useAct();
  const [chosen, setChosen] = useState("");
  const state = incident.endedAtMs === null ? "open" : "all";
  const list = useQuery(trpc.incidents.list.queryOptions({ team: slug, state, limit: 100 }, { enabled: open })).data;
  const others = (list?.items ?? []).filter((each) => each.id !== incident.id && each.mergedInto === null);
  const intoId = chosen === "" ? (others[0]?.id ?? "") : chosen;
  const input = { team: slug, incidentId: incident.id };
  const unmerge = useMutation(trpc.incidents.unmerge.mutationOptions(act("Taken out again.")));
  const merge = useMutation(
    trpc.incidents.merge.mutationOptions({
      ...act(`Incident #${incident.number} is dealt with there.`, { undo: () => unmerge.mutate(input), done: onClose }),
      onError: () => {},
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    merge.mutate({ ...input, intoId });
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Merge into another incident"
      description="Its own alerts stop, but that of its end; its timeline is shown there. Uptime is not changed."
    >
      {list !== undefined && others.length === 0 ? (
        <p>There is no other {state === "open" ? "open " : ""}incident.</p>
      ) : (
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <SelectField
            label="Incident"
            value={intoId}
            onChange={(event) => setChosen(event.target.value)}
            error={merge.error === null ? null : refusalOf(merge.error).message}
          >
            {others.map((each) => (
              <option key={each.id} value={each.id}>
                #{each.number} {each.monitor.name}
              </option>
            ))}
          </SelectField>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" pending={merge.isPending} disabled={intoId === ""}>
              Merge
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
