"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Leaves the team; only somebody else can bring one back. */
export function LeaveTeam() {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const leave = useMutation(trpc.members.leave.mutationOptions({ onSuccess: () => window.location.assign("/start") }));
  return (
    <ConfirmButton
      label="Leave"
      title={`Leave ${team.name}?`}
      confirmLabel="Leave team"
      pending={leave.isPending || leave.isSuccess}
      problem={leave.isError ? refusalOf(leave.error).message : null}
      onConfirm={() => leave.mutate({ team: slug })}
    >
      You lose sight of everything in this team. An admin can invite you again.
    </ConfirmButton>
  );
}
