"use client";
import { httpMethods } from "@vedette/core/kinds/http";
import { problemAt } from "../../api/form-problems.ts";
import { TextField } from "../../ui/field.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { type MonitorDraft, defaultTimeoutSeconds, nameFor, units } from "./monitor-draft.ts";
import { TagsField } from "./tags-field.tsx";
import { InlineInput, InlineSelect, Sentence } from "./sentence-input.tsx";

type MonitorFormProps = {
  draft: MonitorDraft;
  onChange: (draft: MonitorDraft) => void;
  /** Sentences by input path, from the reading or from the server. */
  errors: Record<string, string>;
};

const unitNames = { s: "seconds", min: "minutes", h: "hours", d: "days" } as const;

/** All settings of a monitor but its address, as sentences. */
export function MonitorForm({ draft, onChange, errors }: MonitorFormProps) {
  const set = (change: Partial<MonitorDraft>) => onChange({ ...draft, ...change });
  const bind = (key: Exclude<keyof MonitorDraft, "channels" | "tags">) => ({
    value: draft[key],
    // safe because only `everyUnit` is narrower than text, and its select offers exactly its values
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value } as Partial<MonitorDraft>),
  });
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label="Name"
        {...bind("name")}
        placeholder={draft.url.trim() === "" ? "" : nameFor(draft.url)}
        error={errors["name"]}
        hint="Left empty, the address gives the name."
        maxLength={200}
      />
      <fieldset>
        <legend className="sr-only">Settings</legend>
        <Sentence errors={[errors["intervalMs"], errors["spec.method"]]}>
          Check every
          <InlineInput label="Interval" inputMode="decimal" {...bind("every")} error={errors["intervalMs"]} />
          <InlineSelect label="Unit of the interval" {...bind("everyUnit")}>
            {Object.keys(units).map((unit) => (
              <option key={unit} value={unit}>
                {unitNames[unit as keyof typeof unitNames] /* safe because the keys are those of `units` */}
              </option>
            ))}
          </InlineSelect>
          with a
          <InlineSelect label="Method" {...bind("method")}>
            {httpMethods.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </InlineSelect>
          request.
        </Sentence>
        <Sentence errors={[errors["spec.expectedStatus"], errors["spec.maxRedirects"]]}>
          Status
          <InlineInput label="Expected status" {...bind("expectedStatus")} error={errors["spec.expectedStatus"]} className="w-24" />
          is fine, following at most
          <InlineInput
            label="Redirects to follow"
            inputMode="numeric"
            {...bind("maxRedirects")}
            error={errors["spec.maxRedirects"]}
            className="w-12"
          />
          redirects.
        </Sentence>
        <Sentence errors={[errors["spec.timeoutMs"], errors["spec.slowAfterMs"]]}>
          Give up after
          <InlineInput
            label="Timeout in seconds"
            inputMode="decimal"
            placeholder={defaultTimeoutSeconds(draft)}
            {...bind("timeoutSeconds")}
            error={errors["spec.timeoutMs"]}
          />
          seconds; call it degraded when it takes longer than
          <InlineInput
            label="Slow after, in milliseconds"
            inputMode="numeric"
            placeholder="any"
            {...bind("slowAfterMs")}
            error={errors["spec.slowAfterMs"]}
            className="w-20"
          />
          ms.
        </Sentence>
        <Sentence errors={[errors["policy.failuresToOpen"], errors["policy.successesToClose"]]}>
          Open an incident after
          <InlineInput
            label="Failures to open"
            inputMode="numeric"
            {...bind("failuresToOpen")}
            error={errors["policy.failuresToOpen"]}
            className="w-12"
          />
          bad checks in a row, close it after
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
      <TagsField value={draft.tags} onChange={(tags) => set({ tags })} error={problemAt(errors, "tags")} />
      <ChannelChoice value={draft.channels} onChange={(channels) => set({ channels })} error={errors["channels"]} />
    </div>
  );
}
