"use client";
import type { Subject } from "@vedette/core/assertion/assertion";
import { operatorsOf } from "@vedette/core/assertion/condition";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../ui/button.tsx";
import { FieldError, SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { type ConditionRow, edited, hasValue, rowAbout, rowsOf, textOf, withQuotes } from "./condition-rows.ts";
import type { FieldProps } from "./spec-fields.tsx";

/** Conditions as rows or as text, which are the same: what is typed in one stands in the other. */
export function AssertionsField({ field, value, onChange, errors, path }: FieldProps) {
  const text = typeof value === "string" ? value : "";
  const { subjects = [] } = field.meta;
  const [isText, setText] = useState(false);
  const problems = readAssertions(text, subjects).errors;
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-2 pb-3">
      <legend className="px-1 text-sm font-medium">{field.meta.label}</legend>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-48 text-xs text-muted">What has to hold for a check to be fine. None is needed.</p>
        <Button look="quiet" aria-pressed={isText} onClick={() => setText(!isText)}>
          {isText ? "Edit as rows" : "Edit as text"}
        </Button>
      </div>
      {isText ? (
        <>
          <TextAreaField
            label={`${field.meta.label} as text, one a line`}
            hideLabel
            placeholder={field.meta.placeholder}
            value={text}
            onChange={(event) => onChange(event.target.value)}
            error={problems.length === 0 ? errors[path] : undefined}
            rows={Math.max(4, text.split("\n").length + 1)}
            spellCheck={false}
            className="font-mono"
          />
          {problems.map((problem) => (
            <FieldError key={`${problem.line}:${problem.column}`}>
              Line {problem.line}, column {problem.column}: {problem.message}
            </FieldError>
          ))}
        </>
      ) : (
        <Rows subjects={subjects} text={text} problems={problems} onChange={onChange} />
      )}
    </fieldset>
  );
}

type RowsProps = {
  subjects: readonly Subject[];
  text: string;
  problems: readonly { line: number; message: string }[];
  onChange: (text: string) => void;
};

function Rows({ subjects, text, problems, onChange }: RowsProps) {
  // A row that is half typed cannot be read back from the text; it is kept for as long as it stands for it.
  const [typed, setTyped] = useState<ConditionRow[]>([]);
  const rows = textOf(typed, subjects) === text ? typed : rowsOf(text, subjects);
  // The row that was just added is still being typed: what it lacks is said once it is left or the form is sent.
  const [fresh, setFresh] = useState<number | null>(null);
  const change = (next: ConditionRow[]) => {
    setTyped(next);
    onChange(textOf(next, subjects));
  };
  const [first] = subjects;
  return (
    <>
      <ol className="flex flex-col gap-3">
        {rows.map((row, i) => (
          // It watches its own controls being left; nobody acts on the row itself.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={i}
            onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFresh(null)}
            onKeyDown={(event) => event.key === "Enter" && setFresh(null)}
          >
            <div className="flex items-start gap-2">
              <Row
                subjects={subjects}
                row={row}
                number={i + 1}
                isFresh={i === fresh}
                onChange={(next) => next !== row && change(rows.with(i, edited(next)))}
              />
              <IconButton label={`Remove condition ${i + 1}`} onClick={() => change(rows.toSpliced(i, 1))}>
                <Trash2 aria-hidden="true" className="size-4" />
              </IconButton>
            </div>
            {problems
              .filter((problem) => problem.line === i + 1 && i !== fresh)
              .map((problem) => (
                <FieldError key={problem.message}>{problem.message}</FieldError>
              ))}
          </li>
        ))}
      </ol>
      {first !== undefined && (
        <Button
          className={rows.length === 0 ? "" : "mt-3"}
          onClick={() => {
            change([...rows, rowAbout(first, "down")]);
            setFresh(rows.length);
          }}
        >
          <Plus aria-hidden="true" className="size-4" /> Add a condition
        </Button>
      )}
    </>
  );
}

function Row({
  subjects,
  row,
  number,
  isFresh,
  onChange,
}: {
  subjects: readonly Subject[];
  row: ConditionRow;
  number: number;
  isFresh: boolean;
  onChange: (row: ConditionRow) => void;
}) {
  if (row.type === "text") {
    return (
      <div className="min-w-0 flex-1">
        <TextField
          label={`Condition ${number} as text`}
          hideLabel
          value={row.text}
          onChange={(event) => onChange({ type: "text", text: event.target.value })}
          spellCheck={false}
          className="font-mono"
        />
      </div>
    );
  }
  const subject = subjects.find((each) => each.name === row.subject);
  const named = (part: string) => ({ label: `${part} of condition ${number}`, hideLabel: true });
  return (
    <div className="grid min-w-0 flex-1 grid-cols-1 gap-2 sm:grid-cols-[minmax(9rem,1.2fr)_minmax(7rem,1fr)_minmax(7rem,1.2fr)_auto]">
      <div className="flex flex-col gap-2">
        <SelectField
          {...named("Subject")}
          // Who adds a condition goes on in it; until the focus has left it, nothing of it is complained about.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus={isFresh}
          value={row.subject}
          onChange={(event) => {
            const next = subjects.find((each) => each.name === event.target.value);
            if (next !== undefined) onChange(rowAbout(next, row.severity));
          }}
        >
          {subjects.map((each) => (
            <option key={each.name} value={each.name}>
              {each.label}
            </option>
          ))}
        </SelectField>
        {subject?.argument !== undefined && (
          <TextField
            {...named(subject.argument.label)}
            placeholder={subject.argument.placeholder}
            value={row.argument}
            onChange={(event) => onChange({ ...row, argument: event.target.value })}
            spellCheck={false}
            className="font-mono"
          />
        )}
      </div>
      <SelectField
        {...named("Operator")}
        value={row.operator}
        onChange={(event) => {
          const operator = operatorsOf(subject?.type ?? "json").find((each) => each === event.target.value);
          if (operator !== undefined) onChange({ ...row, operator });
        }}
      >
        {operatorsOf(subject?.type ?? "json").map((operator) => (
          <option key={operator}>{operator}</option>
        ))}
      </SelectField>
      {hasValue(row.operator) ? (
        <TextField
          {...named("Value")}
          placeholder={placeholders[subject?.type ?? "json"]}
          value={row.value}
          onChange={(event) => onChange({ ...row, value: event.target.value })}
          onBlur={() => onChange(withQuotes(row, subjects))}
          spellCheck={false}
          className="font-mono"
        />
      ) : (
        <span />
      )}
      <SelectField
        {...named("Severity")}
        value={row.severity}
        onChange={(event) => onChange({ ...row, severity: event.target.value === "degraded" ? "degraded" : "down" })}
      >
        <option value="down">else down</option>
        <option value="degraded">else degraded</option>
      </SelectField>
    </div>
  );
}

const placeholders = { number: "100", duration: "800ms", bytes: "20kB", text: '"ok"', texts: "10.0.0.7", boolean: "true", json: '"ok"' };
