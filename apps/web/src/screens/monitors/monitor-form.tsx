"use client";
import { useState } from "react";
import { type Problems, problemAt } from "../../api/form-problems.ts";
import { TextField } from "../../ui/field.tsx";
import { AssertionsField } from "./assertions-field.tsx";
import { MonitorsField } from "./monitors-field.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { LocationChoice } from "./location-choice.tsx";
import { type MonitorDraft, defaultTimeoutSeconds, isProbedKind, nameFor, units } from "./monitor-draft.ts";
import { ParentsChoice } from "./parents-choice.tsx";
import { PolicyChoice } from "./policy-choice.tsx";
import { InlineInput, InlineSelect, Sentence } from "./sentence-input.tsx";
import { fieldsOf } from "./spec-draft.ts";
import { type FieldProps, SpecFields } from "./spec-fields.tsx";
import { TagsField } from "./tags-field.tsx";

type MonitorFormProps = {
  draft: MonitorDraft;
  onChange: (draft: MonitorDraft) => void;
  /** Sentences by input path, from the reading or from the server. */
  errors: Problems;
  /** Of a monitor that is there already. */
  monitorId?: string;
  /** The one field of the address stands above the form already. */
  hidesAddress?: boolean;
};

const unitNames = { s: "seconds", min: "minutes", h: "hours", d: "days" } as const;

/** All settings of a monitor: its kind's own, generated from the schema, and what all monitors have. */
export function MonitorForm({ draft, onChange, errors, monitorId, hidesAddress = false }: MonitorFormProps) {
  const set = (change: Partial<MonitorDraft>) => onChange({ ...draft, ...change });
  const bind = (key: "name" | "every" | "everyUnit" | "failuresToOpen" | "successesToClose") => ({
    value: draft[key],
    // safe because only `everyUnit` is narrower than text, and its select offers exactly its values
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value } as Partial<MonitorDraft>),
  });
  // It stays open when the problem for which it opened is solved.
  const [isUnfolded, setUnfolded] = useState(false);
  const fields = fieldsOf(draft.kind);
  const isProbed = isProbedKind(draft.kind);
  const ofSpec = { draft: draft.spec, onChange: (spec: MonitorDraft["spec"]) => set({ spec }), errors, path: "spec" };
  const address = fields.filter((field) => field.meta.place === "address");
  const main = fields.filter((field) => field.meta.place === "main");
  const rare = fields.filter((field) => field.meta.place === undefined);
  const special = (props: FieldProps) => {
    if (props.field.meta.control === "assertions") return <AssertionsField {...props} />;
    if (props.field.meta.control === "monitors") return <MonitorsField {...props} />;
    if (props.field.key !== "timeoutMs") return undefined;
    return (
      <TextField
        label="Give up after (seconds)"
        inputMode="decimal"
        placeholder={defaultTimeoutSeconds(draft)}
        value={typeof props.value === "string" ? props.value : ""}
        onChange={(event) => props.onChange(event.target.value)}
        error={errors[props.path]}
      />
    );
  };
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label="Name"
        {...bind("name")}
        placeholder={nameFor(draft)}
        error={errors["name"]}
        hint={isProbed ? "Left empty, the target gives the name." : undefined}
        maxLength={200}
      />
      {!hidesAddress && address.length > 0 && <SpecFields {...ofSpec} fields={address} special={special} />}
      {main.length > 0 && <SpecFields {...ofSpec} fields={main} special={special} />}
      <fieldset>
        <legend className="sr-only">Schedule and incidents</legend>
        {isProbed && (
          <Sentence errors={[errors["intervalMs"]]}>
            Check every
            <InlineInput label="Interval" inputMode="decimal" {...bind("every")} error={errors["intervalMs"]} />
            <InlineSelect label="Unit of the interval" {...bind("everyUnit")}>
              {Object.keys(units).map((unit) => (
                <option key={unit} value={unit}>
                  {unitNames[unit as keyof typeof unitNames] /* safe because the keys are those of `units` */}
                </option>
              ))}
            </InlineSelect>
          </Sentence>
        )}
        <Sentence errors={[errors["policy.failuresToOpen"], errors["policy.successesToClose"]]}>
          Open an incident after
          <InlineInput
            label="Failures to open"
            inputMode="numeric"
            {...bind("failuresToOpen")}
            error={errors["policy.failuresToOpen"]}
            className="w-12"
          />
          bad {isProbed ? "checks" : "results"} in a row, close it after
          <InlineInput
            label="Successes to close"
            inputMode="numeric"
            {...bind("successesToClose")}
            error={errors["policy.successesToClose"]}
            className="w-12"
          />
          good ones.
        </Sentence>
      </fieldset>
      {isProbed && <LocationChoice draft={draft} onChange={set} errors={errors} />}
      {rare.length > 0 && (
        <details
          className="rounded-lg border border-line"
          open={isUnfolded || rare.some((field) => problemAt(errors, `spec.${field.key}`) !== null)}
          onToggle={(event) => setUnfolded(event.currentTarget.open)}
        >
          <summary className="touchable min-h-11 cursor-pointer px-4 py-2.5 text-sm font-medium">All settings</summary>
          <div className="border-t border-line p-4">
            <SpecFields {...ofSpec} fields={rare} special={special} />
          </div>
        </details>
      )}
      <TagsField value={draft.tags} onChange={(tags) => set({ tags })} error={problemAt(errors, "tags")} />
      <ParentsChoice
        value={draft.parents}
        onChange={(parents) => set({ parents })}
        problem={problemAt(errors, "parents")}
        monitorId={monitorId}
      />
      <PolicyChoice
        value={draft.alertPolicyId}
        onChange={(alertPolicyId) => set({ alertPolicyId })}
        tags={draft.tags}
        error={errors["alertPolicyId"]}
      />
      <ChannelChoice value={draft.channels} onChange={(channels) => set({ channels })} error={errors["channels"]} />
    </div>
  );
}
