"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isRole } from "@vedette/core/access";
import type { MemberRecord } from "@vedette/core/team-record";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { LeaveTeam } from "./leave-team.tsx";
import { givableRoles, roleNames } from "./role-words.ts";

/** One member, whose role changes at once; taking somebody out asks first. */
export function MemberLine({ member }: { member: MemberRecord }) {
  const { person, team, can } = useTeam();
  const isSelf = member.userId === person.id;
  // Only owners may touch an owner; the server holds to the same.
  const isChangeable = can("member:write") && (member.role !== "owner" || team.role === "owner");
  return (
    <li data-row="" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium wrap-anywhere">
          {member.name}
          {isSelf && <span className="ml-1.5 font-normal text-muted">you</span>}
        </p>
        <p className="text-muted wrap-anywhere">{member.email}</p>
      </div>
      {isChangeable ? <RoleChoice member={member} /> : <p>{roleNames[member.role]}</p>}
      {isSelf ? <LeaveTeam /> : isChangeable && <RemoveMember member={member} />}
    </li>
  );
}

function RoleChoice({ member }: { member: MemberRecord }) {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const change = useMutation(
    trpc.members.changeRole.mutationOptions({
      onSuccess: (changed) => toast({ title: `${changed.name} is ${roleNames[changed.role].toLowerCase()} now.` }),
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () =>
        Promise.all([queries.invalidateQueries(trpc.members.pathFilter()), queries.invalidateQueries(trpc.team.pathFilter())]),
    }),
  );
  return (
    <div className="w-28">
      <SelectField
        label={`Role of ${member.name}`}
        hideLabel
        value={member.role}
        disabled={change.isPending}
        onChange={(event) => isRole(event.target.value) && change.mutate({ team: slug, memberId: member.id, role: event.target.value })}
      >
        {givableRoles(team.role).map((role) => (
          <option key={role} value={role}>
            {roleNames[role]}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

function RemoveMember({ member }: { member: MemberRecord }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => toast({ title: `${member.name} is no longer in the team.` }),
      onSettled: () => queries.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <ConfirmButton
      label="Remove"
      name={`Remove ${member.name}`}
      title={`Remove ${member.name}?`}
      confirmLabel="Remove from team"
      pending={remove.isPending}
      problem={remove.isError ? refusalOf(remove.error).message : null}
      onConfirm={() => remove.mutate({ team: slug, memberId: member.id })}
    >
      They lose sight of everything in this team at once. To bring them back, invite them again.
    </ConfirmButton>
  );
}
