"use client";
import { type AlertType, alertTypes } from "@vedette/core/alert";
import { type AlertTemplates, alertFields, templateProblem } from "@vedette/core/alert-template";
import { alertWords } from "@vedette/core/alert-words";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Problems, problemAt } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { subjectOf } from "./delivery-words.ts";

type OwnWordsProps = { templates: AlertTemplates; onChange: (templates: AlertTemplates) => void; problems: Problems };
const none = { title: "", text: "" };

/** A channel's own title and text for each type of alert, shown as they would read for the team's newest incident. */
export function OwnWords({ templates, onChange, problems }: OwnWordsProps) {
  const [type, setType] = useState<AlertType>("incident.opened");
  const own = templates[type] ?? none;
  const set = (part: Partial<typeof none>) => onChange({ ...templates, [type]: { ...own, ...part } });
  const refused = alertTypes.filter((each) => problemAt(problems, `templates.${each}`) !== null);
  const problem = (field: "title" | "text") => templateProblem(own[field]) ?? problemAt(problems, `templates.${type}.${field}`);
  return (
    <details className="rounded-lg border border-line" open={refused.length > 0 || undefined}>
      <summary className="touchable min-h-11 cursor-pointer px-4 py-2.5 text-sm font-medium">Own words</summary>
      <div className="flex flex-col gap-3.5 border-t border-line p-4">
        <SelectField
          label="Message"
          value={type}
          onChange={(event) => setType(event.target.value as AlertType) /* safe because the options are types */}
          error={refused.length === 0 || refused.includes(type) ? null : `Look at: ${refused.map(subjectOf).join(", ")}.`}
        >
          {alertTypes.map((each) => (
            <option key={each} value={each}>
              {subjectOf(each)}
              {(templates[each] ?? none) === none ? "" : " (own)"}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Title"
          hint="Left empty, the usual one."
          value={own.title}
          onChange={(event) => set({ title: event.target.value })}
          error={problem("title")}
          autoComplete="off"
        />
        <TextAreaField
          label="Text"
          hint="Left empty, the usual one."
          value={own.text}
          onChange={(event) => set({ text: event.target.value })}
          error={problem("text")}
          rows={5}
          className="font-mono"
        />
        <Preview type={type} templates={templates} />
        <details>
          <summary className="touchable inline-flex min-h-6 cursor-pointer items-center text-xs underline underline-offset-2">
            Fields to put in
          </summary>
          <dl className="mt-2 grid grid-cols-1 gap-x-4 gap-y-1 text-xs sm:grid-cols-[max-content_1fr]">
            {Object.entries(alertFields).map(([name, about]) => (
              <div key={name} className="contents">
                <dt className="font-mono">{`{{${name}}}`}</dt>
                <dd className="text-muted">{about}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </details>
  );
}

function Preview({ type, templates }: { type: AlertType; templates: AlertTemplates }) {
  const trpc = useTRPC();
  const team = useTeam();
  const { data } = useQuery(trpc.channels.examples.queryOptions({ team: team.slug }));
  const message = data?.messages.find((each) => each.type === type);
  if (data === undefined || message === undefined) return null;
  const words = alertWords(message, { ...data.voice, templates });
  return (
    <figure className="rounded-lg border border-line-strong bg-surface p-3" aria-live="polite">
      <figcaption className="mb-1 text-xs text-muted">As it would read</figcaption>
      <p className="font-medium wrap-anywhere">{words.title}</p>
      <p className="text-sm whitespace-pre-line wrap-anywhere">{words.text}</p>
    </figure>
  );
}
