import { type UptimeDefinition, usualUptime } from "@vedette/core/uptime-definition";
import { type Problems, problemAt, within } from "../../api/form-problems.ts";
import { SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { TimeZoneField } from "../../ui/time-zone-field.tsx";
import { UptimeFields } from "../uptime/uptime-fields.tsx";

/** What a person types of a page. */
export type DesignDraft = { name: string; slug: string; description: string; timeZone: string; uptime: UptimeDefinition | null };

type DesignFieldsProps = { draft: DesignDraft; problems: Problems; address: string; onChange: (part: Partial<DesignDraft>) => void };

export function DesignFields({ draft, problems, address, onChange }: DesignFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        placeholder="Acme status"
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
        error={problemAt(problems, "name")}
        autoComplete="off"
      />
      <TextField
        label="Address"
        hint={<span className="wrap-anywhere">{`${address}/s/${draft.slug === "" ? "…" : draft.slug}`}</span>}
        value={draft.slug}
        onChange={(event) => onChange({ slug: event.target.value })}
        error={problemAt(problems, "slug")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextAreaField
        label="Description"
        hint="Shown below the name. May stay empty."
        rows={3}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={problemAt(problems, "description")}
      />
      <TimeZoneField
        label="Time zone"
        hint="Days and times on the page follow it."
        value={draft.timeZone}
        onChange={(timeZone) => onChange({ timeZone })}
        error={problemAt(problems, "timeZone")}
      />
      <SelectField
        label="Uptime"
        value={draft.uptime === null ? "team" : "own"}
        onChange={(event) => onChange({ uptime: event.target.value === "own" ? usualUptime : null })}
      >
        <option value="team">Counted as the team defines it</option>
        <option value="own">Counted as defined here</option>
      </SelectField>
      {draft.uptime !== null && (
        <UptimeFields definition={draft.uptime} problems={within(problems, "uptime")} onChange={(uptime) => onChange({ uptime })} />
      )}
    </>
  );
}
