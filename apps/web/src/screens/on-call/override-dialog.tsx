"use client";
import { OverrideInput } from "@vedette/core/on-call";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FieldError, SelectField, TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

type OverrideDialogProps = {
  open: boolean;
  onClose: () => void;
  scheduleId: string;
  people: readonly { userId: string; name: string }[];
};

/** Asks who stands in, from when until when. What was typed is kept until it was taken. */
export function OverrideDialog({ open, onClose, scheduleId, people }: OverrideDialogProps) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ userId: "", from: "", until: "" });
  const [tried, setTried] = useState(false);
  const add = useMutation(
    trpc.onCall.addOverride.mutationOptions({
      onSuccess: () => {
        setDraft({ userId: "", from: "", until: "" });
        setTried(false);
        onClose();
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.onCall.pathKey() }),
    }),
  );
  const parsed = OverrideInput.safeParse({ userId: draft.userId, fromMs: Date.parse(draft.from), untilMs: Date.parse(draft.until) });
  const problems = tried ? { ...refusedFields(add.error, "override"), ...problemsOf(parsed) } : {};
  const general = generalProblem(add.error);
  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part });
    add.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) add.mutate({ team: slug, scheduleId, override: parsed.data });
  };
  const timeField = (key: "from" | "until", label: string) => {
    const problem = problemAt(problems, `${key}Ms`);
    return (
      <TextField
        label={label}
        type="datetime-local"
        value={draft[key]}
        onChange={(event) => change({ [key]: event.target.value })}
        error={problem !== null && draft[key] === "" ? "Choose a day and a time." : problem}
      />
    );
  };
  return (
    <Dialog open={open} onClose={onClose} title="Let somebody stand in">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <SelectField
          label="Who"
          value={draft.userId}
          onChange={(event) => change({ userId: event.target.value })}
          error={problemAt(problems, "userId")}
        >
          <option value="">Choose a member…</option>
          {people.map(({ userId, name }) => (
            <option key={userId} value={userId}>
              {name}
            </option>
          ))}
        </SelectField>
        <div className="grid gap-4 sm:grid-cols-2">
          {timeField("from", "From")}
          {timeField("until", "Until")}
        </div>
        <p className="-mt-2 text-xs text-muted">In your time zone, {Intl.DateTimeFormat().resolvedOptions().timeZone}.</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={add.isPending}>
            Let them stand in
          </Button>
        </div>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </form>
    </Dialog>
  );
}
