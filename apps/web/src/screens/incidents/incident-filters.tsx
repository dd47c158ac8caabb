"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { SelectField } from "../../ui/field.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";

export type IncidentScope = { monitorId?: string; tag?: string; severity?: "degraded" | "down" };

/** Of which monitors and how bad, from the address; without a key: whichever. */
export function useIncidentScope(): IncidentScope {
  const [monitorId] = useUrlParam("monitor");
  const [tag] = useUrlParam("tag");
  const [severity] = useUrlParam("severity");
  return {
    ...(monitorId !== null && { monitorId }),
    ...(tag !== null && { tag }),
    ...((severity === "down" || severity === "degraded") && { severity }),
  };
}

/** Narrows incidents by monitor, tag and severity. */
export function IncidentFilters() {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const monitors = useQuery(trpc.monitors.names.queryOptions({ team: slug })).data ?? [];
  const tags = useQuery(trpc.monitors.tags.queryOptions({ team: slug })).data ?? [];
  return (
    <div className="grid w-full grid-cols-1 gap-2 sm:w-auto sm:grid-cols-[14rem_auto_auto]">
      <Filter label="Monitor" param="monitor" all="Every monitor" options={monitors.map(({ id, name }) => [id, name])} />
      {tags.length > 0 && <Filter label="Tag" param="tag" all="Every tag" options={tags.map((tag) => [tag, tag])} />}
      <Filter
        label="Severity"
        param="severity"
        all="Every severity"
        options={[
          ["down", "Down"],
          ["degraded", "Degraded"],
        ]}
      />
    </div>
  );
}

type FilterProps = { label: string; param: string; all: string; options: readonly (readonly [value: string, text: string])[] };

function Filter({ label, param, all, options }: FilterProps) {
  const [value, setValue] = useUrlParam(param);
  return (
    <SelectField label={label} hideLabel value={value ?? ""} onChange={(event) => setValue(event.target.value)}>
      <option value="">{all}</option>
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </SelectField>
  );
}
