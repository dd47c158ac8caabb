"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Ago } from "../../ui/time.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { roleNames } from "./role-words.ts";

/** Invitations that nobody has answered yet, with their links. */
export function InvitationList() {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const invitations = useQuery(trpc.members.invitations.queryOptions({ team: slug }));
  const revoke = useMutation(
    trpc.members.revokeInvitation.mutationOptions({
      onSuccess: () => toast({ title: "The invitation was revoked. Its link no longer works." }),
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  if (invitations.isError) return <RefusalNote error={invitations.error} onRetry={() => void invitations.refetch()} />;
  if (invitations.data === undefined || invitations.data.length === 0) return null;
  return (
    <Panel title="Open invitations" flush>
      <ul aria-label="Open invitations" className="divide-y divide-line">
        {invitations.data.map((invitation) => (
          <li key={invitation.id} data-row="" className="flex flex-col gap-2 px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
              <p className="min-w-0 flex-1 basis-52 font-medium wrap-anywhere">{invitation.email}</p>
              <p className="text-muted">
                {roleNames[invitation.role]} · ends <Ago atMs={invitation.expiresAtMs} />
              </p>
              <Button
                aria-label={`Revoke the invitation of ${invitation.email}`}
                pending={revoke.isPending && revoke.variables.invitationId === invitation.id}
                onClick={() => revoke.mutate({ team: slug, invitationId: invitation.id })}
              >
                Revoke
              </Button>
            </div>
            <InvitationLink link={invitation.link} email={invitation.email} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
