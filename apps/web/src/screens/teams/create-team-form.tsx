"use client";
import { useMutation } from "@tanstack/react-query";
import { TeamName, type TeamSummary } from "@vedette/core/team-record";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";

/** One field: who signs up or starts another team owns it. */
export function CreateTeamForm({ onCreated }: { onCreated: (team: TeamSummary) => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation(trpc.team.create.mutationOptions({ onSuccess: onCreated }));
  const parsed = TeamName.safeParse(name);
  const general = generalProblem(create.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) create.mutate({ name: parsed.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label="Name of the team"
        placeholder="Acme"
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          if (create.isError) create.reset();
        }}
        error={(tried ? problemAt(problemsOf(parsed), "") : null) ?? problemAt(refusedFields(create.error, ""), "name")}
        autoComplete="organization"
      />
      <div>
        <Button type="submit" look="primary" pending={create.isPending || create.isSuccess}>
          Create team
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
