"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteForm } from "./invite-form.tsx";
import { MemberLine } from "./member-line.tsx";
import { RoleLegend } from "./role-legend.tsx";

/** Who belongs to the team, in which role, and who is invited. */
export function MembersScreen() {
  const trpc = useTRPC();
  const { slug, can } = useTeam();
  const members = useQuery(trpc.members.list.queryOptions({ team: slug }));
  return (
    <>
      <Panel title="Members" flush>
        {members.isPending && <SkeletonRows rows={3} />}
        {members.isError && <RefusalNote error={members.error} onRetry={() => void members.refetch()} />}
        {members.data !== undefined && (
          <ul aria-label="Members" className="divide-y divide-line">
            {members.data.map((member) => (
              <MemberLine key={member.id} member={member} />
            ))}
          </ul>
        )}
      </Panel>
      {can("member:write") && (
        <>
          <Panel title="Invite somebody">
            <InviteForm />
          </Panel>
          <InvitationList />
        </>
      )}
      <RoleLegend />
    </>
  );
}
