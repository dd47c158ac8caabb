"use client";
import { useQuery } from "@tanstack/react-query";
import type { RuleInput } from "@vedette/core/rule";
import { type RuleKind, ruleKindNames, ruleKinds } from "@vedette/core/rule-kinds";
import { type SubmitEvent, useId, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields, within } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { CheckboxField, FieldError, SelectField, TextField } from "../../ui/field.tsx";
import { type FieldProps, SpecFields } from "../monitors/spec-fields.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { BackTestPanel, type Days } from "./back-test-panel.tsx";
import { type RuleDraft, paramFields, readRuleDraft, settingFields, withKind } from "./rule-draft.ts";

type RuleFormProps = {
  initial: RuleDraft;
  submitLabel: string;
  pending: boolean;
  /** What the server answered to the last submission. */
  error: unknown;
  onSubmit: (rule: RuleInput) => void;
  onChange: () => void;
};

/** A rule in full: its kind's own fields, generated from the schema, what all rules have, and beside them what it would have done. */
export function RuleForm({ initial, submitLabel, pending, error, onSubmit, onChange }: RuleFormProps) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [days, setDays] = useState<Days>(30);
  const reading = readRuleDraft(draft);
  const problems = { ...refusedFields(error, "rule"), ...(tried ? problemsOf(reading) : {}) };
  const general = generalProblem(error);
  const info = ruleKinds[draft.kind];
  const change = (part: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...part });
    onChange();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (reading.success) onSubmit(reading.data);
  };
  const { limitField } = info;
  const main = settingFields.filter((field) => field.meta.place === "main");
  const rare = settingFields.filter((field) => field.meta.place !== "main");
  const ofSettings = {
    draft: draft.settings,
    onChange: (settings: RuleDraft["settings"]) => change({ settings }),
    errors: problems,
    path: "settings",
  };
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-5 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <SelectField
          label="Kind"
          hint={info.about}
          value={draft.kind}
          onChange={(event) => change(withKind(draft, event.target.value as RuleKind)) /* safe because the options are the kinds */}
          error={problems["kind"]}
        >
          {ruleKindNames.map((kind) => (
            <option key={kind} value={kind}>
              {ruleKinds[kind].label}
            </option>
          ))}
        </SelectField>
        <ScopeFields draft={draft} change={change} problems={problems} />
        <SpecFields
          fields={paramFields(draft.kind)}
          draft={draft.params}
          onChange={(params) => change({ params })}
          errors={problems}
          path="params"
          special={(props) => (props.path === "params.metric" ? <MetricField {...props} draft={draft} /> : undefined)}
        />
        {problems["params"] !== undefined && <FieldError>{problems["params"]}</FieldError>}
        <SpecFields {...ofSettings} fields={main} />
        <TextField
          label="Name"
          hint="Left empty, what it says."
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={problemAt(problems, "name")}
          autoComplete="off"
        />
        <details className="rounded-lg border border-line" open={Object.keys(within(problems, "settings")).length > 0 || undefined}>
          <summary className="touchable min-h-11 cursor-pointer px-4 py-2.5 text-sm font-medium">All settings</summary>
          <div className="flex flex-col gap-4 border-t border-line p-4">
            <SpecFields {...ofSettings} fields={limitField === null ? rare.filter((field) => field.key !== "closeAt") : rare} />
            <CheckboxField
              label="Switched on"
              hint="Off: it stays here and looks at nothing."
              checked={draft.enabled}
              onChange={(event) => change({ enabled: event.target.checked })}
            />
          </div>
        </details>
        <div>
          <Button type="submit" look="primary" pending={pending}>
            {submitLabel}
          </Button>
          {general !== null && <FieldError>{general.message}</FieldError>}
        </div>
      </div>
      <div className="min-w-0 lg:sticky lg:top-4">
        <BackTestPanel
          rule={reading.success ? reading.data : null}
          days={days}
          onDays={setDays}
          onSuggested={
            limitField === null ? null : (limit) => change({ params: { ...draft.params, [limitField]: draftLimit(draft.kind, limit) } })
          }
        />
      </div>
    </form>
  );
}

/** A limit as its field is typed: spans in seconds, percentages and figures as they are, milliseconds whole. */
function draftLimit(kind: RuleKind, limit: number): string {
  const field = paramFields(kind).find((each) => each.key === ruleKinds[kind].limitField);
  const whole = field?.key.endsWith("Ms") === true ? Math.ceil(limit) : limit;
  return String(field?.meta.control === "seconds" ? whole / 1_000 : whole);
}

type ScopeProps = { draft: RuleDraft; change: (part: Partial<RuleDraft>) => void; problems: Record<string, string> };

function ScopeFields({ draft, change, problems }: ScopeProps) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const monitors = useQuery(trpc.monitors.names.queryOptions({ team: slug })).data ?? [];
  const tags = useQuery(trpc.monitors.tags.queryOptions({ team: slug })).data ?? [];
  const id = useId();
  return (
    <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
      <SelectField
        label="Looks at"
        value={draft.scope}
        onChange={(event) => change({ scope: event.target.value as RuleDraft["scope"] }) /* safe because the options are the scopes */}
      >
        <option value="monitor">One monitor</option>
        <option value="tag">Monitors with a tag</option>
        <option value="team">Every monitor of the team</option>
      </SelectField>
      {draft.scope === "monitor" && (
        <SelectField
          label="Monitor"
          value={draft.monitorId}
          onChange={(event) => change({ monitorId: event.target.value })}
          error={problems["scope.monitorId"] === undefined ? undefined : "Choose a monitor."}
        >
          <option value="">Choose…</option>
          {monitors.map((monitor) => (
            <option key={monitor.id} value={monitor.id}>
              {monitor.name}
            </option>
          ))}
        </SelectField>
      )}
      {draft.scope === "tag" && (
        <>
          <TextField
            label="Tag"
            value={draft.tag}
            onChange={(event) => change({ tag: event.target.value })}
            error={problemAt(problems, "scope.tag")}
            autoCapitalize="none"
            autoComplete="off"
            list={id}
          />
          <datalist id={id}>
            {tags.map((tag) => (
              <option key={tag}>{tag}</option>
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}

/** The figures that were seen are offered while one is typed. */
function MetricField({ field, value, onChange, errors, path, draft }: FieldProps & { draft: RuleDraft }) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const monitorId = draft.scope === "monitor" && draft.monitorId !== "" ? draft.monitorId : null;
  const names = useQuery(trpc.rules.metrics.queryOptions({ team: slug, monitorId })).data ?? [];
  const id = useId();
  return (
    <>
      <TextField
        label={field.meta.label}
        hint={field.meta.hint}
        placeholder={field.meta.placeholder}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.target.value)}
        error={errors[path]}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        list={id}
      />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
    </>
  );
}
