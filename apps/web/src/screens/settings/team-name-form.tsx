"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TeamName } from "@vedette/core/team-record";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Renames the team; its address stays, so links keep working. */
export function TeamNameForm() {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(team.name);
  const rename = useMutation(
    trpc.team.rename.mutationOptions({
      onSuccess: (renamed) => toast({ title: `The team is called ${renamed.name} now.` }),
      onSettled: () =>
        Promise.all([queries.invalidateQueries(trpc.team.pathFilter()), queries.invalidateQueries(trpc.session.pathFilter())]),
    }),
  );
  const parsed = TeamName.safeParse(name);
  const general = generalProblem(rename.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) rename.mutate({ team: slug, name: parsed.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problemAt(problemsOf(parsed), "") ?? problemAt(refusedFields(rename.error, ""), "name")}
        autoComplete="off"
      />
      <div>
        <Button type="submit" look="primary" pending={rename.isPending}>
          Save name
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
