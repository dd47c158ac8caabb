"use client";
import { useQuery } from "@tanstack/react-query";
import { type Quorum, neededOf } from "@vedette/core/quorum-rule";
import { type Problems, problemAt } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { CheckboxField, FieldError } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { MonitorDraft } from "./monitor-draft.ts";
import { InlineInput, InlineSelect, Sentence } from "./sentence-input.tsx";
import { numberOf } from "./spec-draft.ts";

type Choice = Pick<MonitorDraft, "locationNos" | "quorum" | "atLeast">;
type LocationChoiceProps = { draft: Choice; onChange: (change: Partial<Choice>) => void; errors: Problems };

const rules: Record<Quorum["rule"], string> = {
  any: "any of them sees",
  majority: "most of them see",
  all: "all of them see",
  at_least: "at least",
};

/** From where it is looked at, and who decides; nothing while there is only this server. */
export function LocationChoice({ draft, onChange, errors }: LocationChoiceProps) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const locations = useQuery(trpc.monitors.locations.queryOptions({ team: slug })).data ?? [];
  const { locationNos, quorum, atLeast } = draft;
  if (locations.length < 2) return null;
  const problem = problemAt(errors, "locationNos");
  const toggle = (no: number, on: boolean) =>
    onChange({ locationNos: on ? [...locationNos, no].toSorted((a, b) => a - b) : locationNos.filter((each) => each !== no) });
  return (
    <fieldset className="rounded-lg border border-line px-4 py-3">
      <legend className="px-1 text-sm font-medium">Locations</legend>
      <div className="flex flex-wrap gap-x-6">
        {locations.map(({ no, name }) => (
          <CheckboxField key={no} label={name} checked={locationNos.includes(no)} onChange={(event) => toggle(no, event.target.checked)} />
        ))}
      </div>
      {problem !== null && <FieldError>{problem}</FieldError>}
      {locationNos.length > 1 && (
        <Sentence errors={[problemAt(errors, "quorum") ?? undefined]}>
          It is down when
          <InlineSelect
            label="How many have to see it"
            value={quorum}
            // safe because the options are the keys of `rules`
            onChange={(event) => onChange({ quorum: event.target.value as Quorum["rule"] })}
          >
            {Object.entries(rules).map(([rule, text]) => (
              <option key={rule} value={rule}>
                {text}
              </option>
            ))}
          </InlineSelect>
          {quorum === "at_least" && (
            <>
              <InlineInput
                label="Locations that have to see it"
                inputMode="numeric"
                className="w-12"
                value={atLeast}
                onChange={(event) => onChange({ atLeast: event.target.value })}
              />
              see
            </>
          )}
          it: {neededText({ rule: quorum, atLeast: numberOf(atLeast) }, locationNos.length)}.
        </Sentence>
      )}
    </fieldset>
  );
}

function neededText(quorum: Quorum, n: number): string {
  const needed = neededOf(quorum, n);
  return Number.isNaN(needed) ? `… of ${n}` : `${needed} of ${n}`;
}
