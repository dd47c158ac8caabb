"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { problemAt } from "../../api/form-problems.ts";
import { CheckboxField, FieldError, TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { FieldProps } from "./spec-fields.tsx";

const maxShown = 50;

/** The monitors that a group follows. */
export function MonitorsField({ field, value, onChange, errors, path }: FieldProps) {
  const chosen = typeof value === "string" ? value.split("\n").filter((id) => id !== "") : [];
  return (
    <MonitorPicker
      label={field.meta.label}
      chosen={chosen}
      onChange={(ids) => onChange(ids.join("\n"))}
      problem={problemAt(errors, path)}
    />
  );
}

type MonitorPickerProps = {
  label: string;
  hint?: string;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
  problem: string | null;
  /** The one that cannot be chosen. */
  except?: string | undefined;
};

/** Monitors of the team, found by name and ticked; what is chosen stands above with a button to take it away. */
export function MonitorPicker({ label, hint, chosen, onChange: set, problem, except }: MonitorPickerProps) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const names = useQuery(trpc.monitors.names.queryOptions({ team: slug })).data ?? [];
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = names.filter((monitor) => monitor.id !== except && words.every((word) => monitor.name.toLowerCase().includes(word)));
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-2 pb-3">
      <legend className="px-1 text-sm font-medium">{label}</legend>
      {hint !== undefined && <p className="mb-2 text-xs text-muted">{hint}</p>}
      {chosen.length > 0 && (
        <ul aria-label="Chosen monitors" className="mb-2 flex flex-wrap gap-1.5">
          {chosen.map((id) => {
            const name = names.find((monitor) => monitor.id === id)?.name ?? "a deleted monitor";
            return (
              <li key={id} className="flex max-w-full items-center rounded-md border border-line-strong bg-surface pl-2 text-sm">
                <span className="truncate">{name}</span>
                <button
                  type="button"
                  aria-label={`Leave out ${name}`}
                  onClick={() => set(chosen.filter((each) => each !== id))}
                  className="touchable inline-flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover"
                >
                  <X aria-hidden="true" className="size-3.5" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <TextField
        type="search"
        label="Find a monitor by name"
        hideLabel
        placeholder="Find by name"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="mt-2 max-h-56 overflow-y-auto">
        {found.slice(0, maxShown).map((monitor) => (
          <CheckboxField
            key={monitor.id}
            label={monitor.name}
            checked={chosen.includes(monitor.id)}
            onChange={(event) => set(event.target.checked ? [...chosen, monitor.id] : chosen.filter((each) => each !== monitor.id))}
          />
        ))}
        {found.length > maxShown && <p className="py-1 text-sm text-muted">{found.length - maxShown} more; type a part of the name.</p>}
        {found.length === 0 && <p className="py-1 text-sm text-muted">No monitor has such a name.</p>}
      </div>
      {problem !== null && <FieldError>{problem}</FieldError>}
    </fieldset>
  );
}
