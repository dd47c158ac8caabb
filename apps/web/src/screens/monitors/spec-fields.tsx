"use client";
import type { FormField } from "@vedette/core/form-fields";
import { hiddenSecret } from "@vedette/core/secret-fields";
import { Plus, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Problems, problemAt } from "../../api/form-problems.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CheckboxField, FieldError, SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { SpanField } from "./span-field.tsx";
import { type DraftValue, type SpecDraft, emptyItem } from "./spec-draft.ts";

export type FieldProps = {
  field: FormField;
  value: DraftValue | undefined;
  onChange: (value: DraftValue) => void;
  errors: Problems;
  /** Where the field stands in the input, such as `spec.auth`. */
  path: string;
  /** Draws a field that wants more than its type says, however deep it stands; undefined: as its type says. */
  special?: ((props: FieldProps) => ReactNode | undefined) | undefined;
};

type SpecFieldsProps = {
  fields: readonly FormField[];
  draft: SpecDraft;
  onChange: (draft: SpecDraft) => void;
  errors: Problems;
  path: string;
  special?: FieldProps["special"];
};

/** The fields of a schema, in its order. Short ones stand side by side. */
export function SpecFields({ fields, draft, onChange, errors, path, special }: SpecFieldsProps) {
  return (
    <div className="grid grid-cols-1 gap-x-4 gap-y-3.5 sm:grid-cols-2">
      {fields.map((field) => {
        const props: FieldProps = {
          field,
          value: draft[field.key],
          onChange: (value) => onChange({ ...draft, [field.key]: value }),
          errors,
          path: `${path}.${field.key}`,
          special,
        };
        return (
          <div key={field.key} className={isWide(field) ? "sm:col-span-2" : ""}>
            {special?.(props) ?? <OneField {...props} />}
          </div>
        );
      })}
    </div>
  );
}

function isWide({ key, control, meta }: FormField): boolean {
  return (
    key === "url" ||
    meta.control === "lines" ||
    meta.control === "assertions" ||
    meta.control === "monitors" ||
    ["group", "union", "list"].includes(control.type)
  );
}

function OneField(props: FieldProps) {
  const { field, value, onChange, errors, path } = props;
  const { control, meta } = field;
  const labels = { label: meta.label, ...(meta.hint === undefined ? {} : { hint: meta.hint }), error: errors[path] };
  const text = typeof value === "string" ? value : "";
  const type = (event: { target: { value: string } }) => onChange(event.target.value);
  const plain = { spellCheck: false, autoCapitalize: "none", autoComplete: "off", placeholder: meta.placeholder };
  switch (control.type) {
    case "switch":
      return (
        <CheckboxField label={meta.label} hint={meta.hint} checked={value === true} onChange={(event) => onChange(event.target.checked)} />
      );
    case "choice":
      return (
        <SelectField {...labels} value={text} onChange={type}>
          {control.values.map((each) => (
            <option key={each} value={each}>
              {meta.choices?.[each] ?? each}
            </option>
          ))}
        </SelectField>
      );
    case "group":
      return <Group {...props} fields={control.fields} />;
    case "union":
      return <Union {...props} />;
    case "list":
      return control.fields === null ? (
        <TextAreaField {...labels} error={problemAt(errors, path)} {...plain} value={text} onChange={type} rows={3} className="font-mono" />
      ) : (
        <List {...props} fields={control.fields} />
      );
    case "number":
      if (meta.control === "seconds") return <SpanField {...labels} placeholder={meta.placeholder} value={text} onChange={onChange} />;
      return <TextField {...labels} {...plain} inputMode="decimal" value={text} onChange={type} />;
    case "text":
      if (meta.secret === true && meta.label === "Client key")
        return <TextAreaField {...labels} {...plain} value={text} onChange={type} rows={2} className="font-mono" />;
      if (meta.secret === true) return <SecretField {...labels} text={text} onType={type} />;
      if (meta.secret === "path" && text.endsWith("/…"))
        labels.hint = "Shortened, because the path is often a key. Left as it is, the whole address stays.";
      if (meta.control === "lines") return <TextAreaField {...labels} {...plain} value={text} onChange={type} className="font-mono" />;
      return <TextField {...labels} {...plain} value={text} onChange={type} />;
  }
}

/** A stored secret is never sent here: dots stand for it until something else is typed. */
function SecretField({
  text,
  onType,
  ...labels
}: {
  label: string;
  hint?: string;
  error: string | undefined;
  text: string;
  onType: (event: { target: { value: string } }) => void;
}) {
  const isStored = text === hiddenSecret;
  return (
    <TextField
      {...labels}
      {...(isStored ? { hint: "Stored. Type to replace it." } : {})}
      type="password"
      autoComplete="new-password"
      value={text}
      onFocus={(event) => isStored && event.target.select()}
      onChange={onType}
    />
  );
}

function Group({ field, fields, value, onChange, errors, path, special }: FieldProps & { fields: readonly FormField[] }) {
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-2 pb-4">
      <legend className="px-1 text-sm font-medium">{field.meta.label}</legend>
      <SpecFields fields={fields} draft={asDraft(value)} onChange={onChange} errors={errors} path={path} special={special} />
    </fieldset>
  );
}

function Union({ field, value, onChange, errors, path, special }: FieldProps) {
  if (field.control.type !== "union") return null;
  const { by, options } = field.control;
  const draft = asDraft(value);
  const chosen = options.find((option) => option.value === draft[by]) ?? options[0];
  if (chosen === undefined) return null;
  // What was typed for one shape is kept where the next one has a field of that name.
  const choose = (option: string) => {
    const next = options.find((each) => each.value === option);
    onChange({ ...emptyItem(next?.fields ?? []), ...draft, [by]: option });
  };
  return (
    <div className="flex flex-col gap-3">
      <SelectField label={field.meta.label} value={chosen.value} onChange={(event) => choose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {field.meta.choices?.[option.value] ?? option.value}
          </option>
        ))}
      </SelectField>
      {chosen.fields.length > 0 && (
        <SpecFields fields={chosen.fields} draft={draft} onChange={onChange} errors={errors} path={path} special={special} />
      )}
    </div>
  );
}

function List({ field, fields, value, onChange, errors, path, special }: FieldProps & { fields: readonly FormField[] }) {
  const items = Array.isArray(value) ? value.map(asDraft) : [];
  const list = useRef<HTMLOListElement>(null);
  const [added, setAdded] = useState(0);
  // Who adds an entry wants to fill it in.
  useEffect(() => {
    if (added > 0) list.current?.querySelector<HTMLElement>(":scope > li:last-child :is(input, select, textarea)")?.focus();
  }, [added]);
  const isPairs = fields.length <= 3 && fields.every((each) => ["text", "number", "choice"].includes(each.control.type));
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-2 pb-3">
      <legend className="px-1 text-sm font-medium">{field.meta.label}</legend>
      {field.meta.hint !== undefined && <p className="mb-2 text-xs text-muted">{field.meta.hint}</p>}
      <ol ref={list} className="flex flex-col gap-3">
        {items.map((item, i) => (
          <li key={i} className="flex items-start gap-2">
            <div className={isPairs ? "min-w-0 flex-1" : "min-w-0 flex-1 border-b border-line pb-3"}>
              <SpecFields
                fields={fields}
                draft={item}
                onChange={(next) => onChange(items.with(i, next))}
                errors={errors}
                path={`${path}.${i}`}
                special={special}
              />
            </div>
            <IconButton
              label={`Remove entry ${i + 1} of ${field.meta.label}`}
              onClick={() => onChange(items.toSpliced(i, 1))}
              className="mt-6"
            >
              <Trash2 aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        ))}
      </ol>
      {errors[path] !== undefined && <FieldError>{errors[path]}</FieldError>}
      <Button
        className="mt-2"
        onClick={() => {
          onChange([...items, emptyItem(fields)]);
          setAdded(added + 1);
        }}
      >
        <Plus aria-hidden="true" className="size-4" /> Add {field.meta.item}
      </Button>
    </fieldset>
  );
}

function asDraft(value: DraftValue | undefined): SpecDraft {
  return typeof value === "object" && !Array.isArray(value) ? (value as SpecDraft) : {}; // safe because a list was just ruled out
}
