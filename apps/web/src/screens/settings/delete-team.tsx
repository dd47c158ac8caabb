"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { TypedConfirmation } from "../../ui/typed-confirmation.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Deletes the team with everything in it, for good, once its name was typed. */
export function DeleteTeam() {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const remove = useMutation(
    trpc.team.remove.mutationOptions({
      // A whole new page: nothing cached of the team may stay on screen.
      onSuccess: () => window.location.assign("/start"),
    }),
  );
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="min-w-0 flex-1 basis-64 text-muted">
        Monitors, incidents, channels and pages go with it, for good. Checks stop at once.
      </p>
      <TypedConfirmation
        label="Delete team"
        title={`Delete ${team.name}?`}
        word={team.name}
        pending={remove.isPending || remove.isSuccess}
        problem={remove.isError ? refusalOf(remove.error).message : null}
        onConfirm={(typedName) => remove.mutate({ team: slug, typedName })}
      >
        Everything of this team is deleted and nobody can bring it back.
      </TypedConfirmation>
    </div>
  );
}
