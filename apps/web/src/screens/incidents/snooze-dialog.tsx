"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { useAct } from "./use-act.ts";

const lengths = [
  ["1800000", "30 minutes"],
  ["3600000", "1 hour"],
  ["14400000", "4 hours"],
  ["86400000", "1 day"],
  ["over", "Until it is over"],
  ["time", "Until a time…"],
] as const;

/** Asks for how long nobody should be told more. */
export function SnoozeDialog({ incident, open, onClose }: { incident: IncidentDetail; open: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const act = useAct();
  const [length, setLength] = useState("3600000");
  const [time, setTime] = useState("");
  const input = { team: slug, incidentId: incident.id };
  const endSnooze = useMutation(trpc.incidents.endSnooze.mutationOptions(act("The snooze is over.")));
  const snooze = useMutation(
    trpc.incidents.snooze.mutationOptions({
      ...act(`Incident #${incident.number} is snoozed.`, { undo: () => endSnooze.mutate(input), done: onClose }),
      onError: () => {},
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const untilMs = length === "over" ? null : length === "time" ? new Date(time).getTime() : Date.now() + Number(length);
    if (untilMs === null || Number.isFinite(untilMs)) snooze.mutate({ ...input, untilMs });
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Snooze this incident"
      description="Nobody is told more until then, but of its end. If it is still open then, or gets worse, people are told again."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <SelectField
          label="For how long"
          value={length}
          onChange={(event) => setLength(event.target.value)}
          error={snooze.error === null || length === "time" ? null : refusalOf(snooze.error).message}
        >
          {lengths.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </SelectField>
        {length === "time" && (
          <TextField
            label="Until"
            hint={`In your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`}
            type="datetime-local"
            value={time}
            onChange={(event) => setTime(event.target.value)}
            error={snooze.error === null ? null : refusalOf(snooze.error).message}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={snooze.isPending} disabled={length === "time" && time === ""}>
            Snooze
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
