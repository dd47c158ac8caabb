"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PersonName } from "@vedette/core/team-record";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** The name that others see, and the address one signs in with. */
export function PersonForm() {
  const trpc = useTRPC();
  const { person } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(person.name);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: () => toast({ title: "Your name was saved." }),
      onSettled: () =>
        Promise.all([queries.invalidateQueries(trpc.session.pathFilter()), queries.invalidateQueries(trpc.members.pathFilter())]),
    }),
  );
  const parsed = PersonName.safeParse(name);
  const general = generalProblem(rename.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) rename.mutate({ name: parsed.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <TextField
        label="Your name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problemAt(problemsOf(parsed), "") ?? problemAt(refusedFields(rename.error, ""), "name")}
        autoComplete="name"
      />
      <div>
        <p className="font-medium">E-mail</p>
        <p className="wrap-anywhere">{person.email}</p>
        {!person.emailVerified && <p className="text-muted">Not confirmed: this installation sends no mail.</p>}
      </div>
      <div>
        <Button type="submit" look="primary" pending={rename.isPending}>
          Save
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
