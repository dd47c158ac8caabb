"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FieldError } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Leaves the team; only somebody else can bring one back, so it asks once. */
export function LeaveTeam() {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const [open, setOpen] = useState(false);
  const leave = useMutation(trpc.members.leave.mutationOptions({ onSuccess: () => window.location.assign("/start") }));
  return (
    <>
      <Button onClick={() => setOpen(true)}>Leave</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Leave ${team.name}?`}>
        <p>You lose sight of everything in this team. An admin can invite you again.</p>
        {leave.isError && <FieldError>{refusalOf(leave.error).message}</FieldError>}
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Stay</Button>
          <Button look="danger" pending={leave.isPending || leave.isSuccess} onClick={() => leave.mutate({ team: slug })}>
            Leave team
          </Button>
        </div>
      </Dialog>
    </>
  );
}
