"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Changes the password and signs out every other browser. */
export function PasswordForm() {
  const trpc = useTRPC();
  const { person } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: () => {
        setCurrent("");
        setNext("");
        toast({ title: "Your password was changed.", description: "Every other browser was signed out." });
        return queries.invalidateQueries(trpc.account.pathFilter());
      },
    }),
  );
  const problems = refusedFields(change.error, "");
  const general = generalProblem(change.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate({ current, next });
  };
  const edit = (set: (text: string) => void) => (text: string) => {
    set(text);
    if (change.isError) change.reset();
  };
  const [editCurrent, editNext] = [edit(setCurrent), edit(setNext)];
  return (
    <form onSubmit={submit} className="flex max-w-lg flex-col gap-4">
      <input type="text" name="username" autoComplete="username" value={person.email} readOnly hidden />
      <TextField
        label="Current password"
        type="password"
        required
        value={current}
        onChange={(event) => editCurrent(event.target.value)}
        error={problemAt(problems, "current")}
        autoComplete="current-password"
      />
      <TextField
        label="New password"
        type="password"
        required
        hint="At least 12 characters."
        value={next}
        onChange={(event) => editNext(event.target.value)}
        error={problemAt(problems, "next")}
        autoComplete="new-password"
      />
      <div>
        <Button type="submit" look="primary" pending={change.isPending}>
          Change password
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
