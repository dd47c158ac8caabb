"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RuleInput } from "@vedette/core/rule";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemsOf, refusedFields } from "../../../api/form-problems.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { FieldError } from "../../../ui/field.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { InlineInput, InlineSelect, Sentence } from "../sentence-input.tsx";
import { useMonitor } from "./monitor-context.tsx";

const windows = [
  [300_000, "5 minutes"],
  [900_000, "15 minutes"],
  [3_600_000, "1 hour"],
  [21_600_000, "6 hours"],
  [86_400_000, "1 day"],
] as const;

/** A rule as one sentence with three gaps. */
export function NewRule() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ percentile: "95", windowMs: "900000", thresholdMs: "" });
  const [tried, setTried] = useState(false);
  const create = useMutation({
    ...trpc.rules.create.mutationOptions(),
    onSuccess: () => {
      void queries.invalidateQueries(trpc.rules.pathFilter());
      setDraft({ ...draft, thresholdMs: "" });
      setTried(false);
    },
  });
  const params = {
    percentile: Number(draft.percentile),
    windowMs: Number(draft.windowMs),
    thresholdMs: draft.thresholdMs.trim() === "" ? Number.NaN : Number(draft.thresholdMs),
  };
  const parsed = RuleInput.safeParse({ kind: "latency", params });
  const problems = { ...refusedFields(create.error, "rule"), ...(tried ? problemsOf(parsed) : {}) };
  const general = generalProblem(create.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) create.mutate({ team: slug, monitorId: monitor.id, rule: parsed.data });
  };
  const bind = (key: keyof typeof draft) => ({
    value: draft[key],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [key]: event.target.value }),
  });
  return (
    <form onSubmit={submit} noValidate aria-label="New latency rule" className="mt-3 rounded-lg bg-surface px-4">
      <Sentence errors={[problems["params.percentile"], problems["params.windowMs"], problems["params.thresholdMs"]]}>
        Open an incident when
        <InlineSelect label="Percentile" {...bind("percentile")}>
          <option value="50">p50</option>
          <option value="95">p95</option>
          <option value="99">p99</option>
        </InlineSelect>
        over
        <InlineSelect label="Window" {...bind("windowMs")}>
          {windows.map(([ms, text]) => (
            <option key={ms} value={ms}>
              {text}
            </option>
          ))}
        </InlineSelect>
        is above
        <InlineInput
          label="Limit in milliseconds"
          inputMode="numeric"
          placeholder="800"
          {...bind("thresholdMs")}
          error={problems["params.thresholdMs"]}
          className="w-20"
        />
        ms.
        <Button type="submit" pending={create.isPending} className="ml-3">
          Add rule
        </Button>
      </Sentence>
      {general !== null && <FieldError>{general.message}</FieldError>}
    </form>
  );
}
