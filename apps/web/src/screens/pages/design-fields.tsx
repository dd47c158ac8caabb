import { type Problems, problemAt } from "../../api/form-problems.ts";
import { SelectField, TextAreaField, TextField } from "../../ui/field.tsx";

/** What a person types of a page. */
export type DesignDraft = { name: string; slug: string; description: string; timeZone: string };

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

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
      <SelectField
        label="Time zone"
        hint="Days and times on the page follow it."
        value={draft.timeZone}
        onChange={(event) => onChange({ timeZone: event.target.value })}
        error={problemAt(problems, "timeZone")}
      >
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </SelectField>
    </>
  );
}
