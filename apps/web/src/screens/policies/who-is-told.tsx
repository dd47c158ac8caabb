"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ForesightList } from "./foresight-list.tsx";
import { holdingText } from "./policy-words.ts";

/** Who would be told if a monitor broke, now or at any other moment. */
export function WhoIsTold() {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const names = useQuery(trpc.monitors.names.queryOptions({ team: slug })).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [severity, setSeverity] = useState<"down" | "degraded">("down");
  const [typed, setTyped] = useState("");
  const monitorId = chosen ?? names[0]?.id;
  const atMs = Date.parse(typed);
  const asked = { team: slug, monitorId: monitorId ?? "", severity, ...(Number.isFinite(atMs) && { atMs }) };
  const foresight = useQuery(trpc.policies.whoWouldBeTold.queryOptions(asked, { enabled: monitorId !== undefined }));
  if (monitorId === undefined) return null;
  return (
    <Panel title="Who would be told?">
      <div className="mb-4 grid gap-4 sm:grid-cols-3">
        <SelectField label="If this monitor" value={monitorId} onChange={(event) => setChosen(event.target.value)}>
          {names.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="were"
          value={severity}
          onChange={(event) => setSeverity(event.target.value === "degraded" ? "degraded" : "down")}
        >
          <option value="down">down</option>
          <option value="degraded">degraded</option>
        </SelectField>
        <TextField
          label="at"
          type="datetime-local"
          hint="Left empty, now. In your time zone."
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div aria-live="polite">
        {foresight.isPending && <SkeletonRows rows={2} />}
        {foresight.isError && <RefusalNote error={foresight.error} onRetry={() => void foresight.refetch()} />}
        {foresight.isSuccess && (
          <>
            {foresight.data.policy !== null && <p className="mb-3">{holdingText(foresight.data.policy)}</p>}
            <ForesightList foresight={foresight.data} />
          </>
        )}
      </div>
    </Panel>
  );
}
