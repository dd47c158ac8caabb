"use client";
import { X } from "lucide-react";
import { type Choice, ChoiceLinks } from "../../ui/choice-links.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { replaceSearch } from "../../ui/replace-search.ts";
import { markWords } from "../../ui/status-mark.tsx";
import { type ListView, type Shown, sortKeys, stateFilters } from "./filter-monitors.ts";

const sortNames = { state: "Broken first", name: "Name", p95: "Slowest first", uptime: "Least uptime first" } as const;

/** What of the list is shown and in which order: all of it lives in the address. Choices say how many they would show. */
export function MonitorFilters({ view, shown, onQuery }: { view: ListView; shown: Shown; onQuery: (query: string) => void }) {
  const states: Choice[] = stateFilters
    .filter((each) => each === "all" || shown.states[each] > 0 || each === view.state)
    .map((each) => ({ value: each, text: each === "all" ? "All" : markWords[each], count: shown.states[each] }));
  const kinds = [...new Set([...shown.kinds.keys(), ...(view.kind === null ? [] : [view.kind])])].toSorted();
  const tags = [...shown.tags.keys()].filter((tag) => !view.tags.includes(tag)).toSorted();
  const setTags = (next: readonly string[]) => replaceSearch({ tags: next.join(",") });
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <ChoiceLinks label="State" param="state" choices={states} />
      <div className="relative min-w-44 flex-1 sm:max-w-72">
        <TextField
          type="search"
          label="Filter by name, address or tag"
          hideLabel
          placeholder="Filter"
          value={view.query}
          onChange={(event) => onQuery(event.target.value)}
        />
        <span className="absolute top-1.5 right-8">
          <Kbd>/</Kbd>
        </span>
      </div>
      {(kinds.length > 1 || view.kind !== null) && (
        <SelectField
          label="Kind"
          hideLabel
          className="w-auto"
          value={view.kind ?? ""}
          onChange={(event) => replaceSearch({ kind: event.target.value })}
        >
          <option value="">Every kind</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {kind} ({formatCount(shown.kinds.get(kind) ?? 0)})
            </option>
          ))}
        </SelectField>
      )}
      {(tags.length > 0 || view.tags.length > 0) && (
        <SelectField
          label="Tag"
          hideLabel
          className="w-auto max-w-48"
          value=""
          onChange={(event) => setTags([...view.tags, event.target.value])}
        >
          <option value="">{view.tags.length === 0 ? "Any tag" : "And also"}</option>
          {tags.map((tag) => (
            <option key={tag} value={tag}>
              {tag} ({formatCount(shown.tags.get(tag) ?? 0)})
            </option>
          ))}
        </SelectField>
      )}
      <SelectField
        label="Order"
        hideLabel
        className="w-auto"
        value={view.sort}
        onChange={(event) => replaceSearch({ sort: event.target.value === "state" ? null : event.target.value })}
      >
        {sortKeys.map((key) => (
          <option key={key} value={key}>
            {sortNames[key]}
          </option>
        ))}
      </SelectField>
      {view.tags.length > 0 && (
        <ul aria-label="Only with these tags" className="flex max-w-full flex-wrap gap-1.5">
          {view.tags.map((tag) => (
            <li key={tag} className="max-w-full">
              <button
                type="button"
                onClick={() => setTags(view.tags.filter((each) => each !== tag))}
                className="touchable flex h-8 max-w-full items-center gap-1 rounded-md bg-accent-soft px-2 text-sm hover:bg-hover"
              >
                <span className="sr-only">No longer only </span>
                <span className="truncate">{tag}</span>
                <X aria-hidden="true" className="size-3.5 shrink-0" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
