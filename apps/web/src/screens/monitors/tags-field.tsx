"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

type TagsFieldProps = {
  label?: string;
  value: readonly string[];
  onChange: (tags: string[]) => void;
  error?: string | null | undefined;
};

/** Tags, each with its own button to take it away. Enter, a comma and leaving the field add what was typed; Backspace takes the last. */
export function TagsField({ label = "Tags", value, onChange, error }: TagsFieldProps) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const known = useQuery(trpc.monitors.tags.queryOptions({ team: slug })).data ?? [];
  const [typed, setTyped] = useState("");
  const id = useId();
  const add = (text: string) => {
    const words = text.split(",").map((word) => word.trim().toLowerCase());
    onChange([...new Set([...value, ...words.filter((word) => word !== "")])]);
    setTyped("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        label={label}
        value={typed}
        onChange={(event) => (event.target.value.includes(",") ? add(event.target.value) : setTyped(event.target.value))}
        onKeyDown={press}
        onBlur={() => typed.trim() !== "" && add(typed)}
        error={error}
        hint="A comma or Enter after each, such as production, eu."
        autoCapitalize="none"
        autoComplete="off"
        list={id}
      />
      <datalist id={id}>
        {known
          .filter((tag) => !value.includes(tag))
          .map((tag) => (
            <option key={tag}>{tag}</option>
          ))}
      </datalist>
      {value.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {value.map((tag) => (
            <li key={tag} className="flex max-w-full items-center rounded-md border border-line-strong bg-surface pl-2 text-sm">
              <span className="truncate">{tag}</span>
              <button
                type="button"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => onChange(value.filter((each) => each !== tag))}
                className="touchable inline-flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover"
              >
                <X aria-hidden="true" className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
