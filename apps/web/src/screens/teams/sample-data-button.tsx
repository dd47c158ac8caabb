"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";

/** Makes the sample team, or finds the one there is, and goes there. */
export function SampleDataButton() {
  const trpc = useTRPC();
  const create = useMutation(
    trpc.sample.create.mutationOptions({
      // A whole new page: the list of teams is part of every screen's frame.
      onSuccess: (team) => window.location.assign(`/t/${team.slug}`),
    }),
  );
  return (
    <div>
      <Button pending={create.isPending || create.isSuccess} onClick={() => create.mutate({})}>
        Use sample data
      </Button>
      {create.isPending && <output className="mt-2 block text-sm text-muted">Writing 90 days of history. This takes a few seconds.</output>}
      {create.isError && <FieldError>{refusalOf(create.error).message}</FieldError>}
    </div>
  );
}
