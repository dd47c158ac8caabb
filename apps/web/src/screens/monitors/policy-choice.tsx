"use client";
import { policyFor } from "@vedette/core/policy";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { SelectField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

type PolicyChoiceProps = {
  value: string | null;
  onChange: (policyId: string | null) => void;
  tags: readonly string[];
  error?: string | undefined;
};

/** Which policy its incidents follow; a team without policies is not asked. */
export function PolicyChoice({ value, onChange, tags, error }: PolicyChoiceProps) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const policies = useQuery(trpc.policies.list.queryOptions({ team: slug })).data ?? [];
  if (policies.length === 0) return null;
  // What names it now is what is being chosen here, so it does not count.
  const usual = policyFor({ tags, id: "" }, policies);
  return (
    <SelectField
      label="Policy"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      hint="Says who is told, and when. The channels below are those that it calls the monitor's own."
      error={error}
    >
      <option value="">As the team's rules say: {usual?.name ?? "none holds, the monitor's own channels are told"}</option>
      {policies.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
