"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Role, isRole } from "@vedette/core/access";
import { InvitationInput } from "@vedette/core/team-record";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, SelectField, TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { givableRoles, roleNames, roleSentences } from "./role-words.ts";

/** Invites by address and role. The link is mailed where mail works, and can be handed over in any case. */
export function InviteForm() {
  const trpc = useTRPC();
  const { slug, team } = useTeam();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [tried, setTried] = useState(false);
  const invite = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: () => {
        setEmail("");
        setTried(false);
        return queries.invalidateQueries(trpc.members.pathFilter());
      },
    }),
  );
  const parsed = InvitationInput.safeParse({ email: email.trim(), role });
  const problems = { ...refusedFields(invite.error, ""), ...(tried ? problemsOf(parsed) : {}) };
  const general = generalProblem(invite.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) invite.mutate({ team: slug, ...parsed.data });
  };
  return (
    <>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_10rem]">
          <TextField
            label="E-mail"
            type="email"
            value={email}
            onChange={(event) => {
              setEmail(event.target.value);
              if (invite.isError) invite.reset();
            }}
            error={problemAt(problems, "email")}
            autoComplete="off"
          />
          <SelectField
            label="Role"
            value={role}
            onChange={(event) => isRole(event.target.value) && setRole(event.target.value)}
            error={problemAt(problems, "role")}
          >
            {givableRoles(team.role).map((each) => (
              <option key={each} value={each}>
                {roleNames[each]}
              </option>
            ))}
          </SelectField>
        </div>
        <p className="text-muted">
          {roleNames[role]}: {roleSentences[role]}
        </p>
        <div>
          <Button type="submit" look="primary" pending={invite.isPending}>
            Invite
          </Button>
          {general !== null && <FieldError>{general.message}</FieldError>}
        </div>
      </form>
      <div aria-live="polite">
        {invite.data !== undefined && (
          <div className="mt-4 rounded-lg border border-line-strong bg-surface p-3">
            <p className="mb-2 wrap-anywhere">
              {invite.data.mailed
                ? `${invite.data.email} was invited by mail. The same link can be handed over:`
                : `${invite.data.email} is invited. This installation sends no mail, so hand over the link:`}
            </p>
            <InvitationLink link={invite.data.link} email={invite.data.email} />
          </div>
        )}
      </div>
    </>
  );
}
