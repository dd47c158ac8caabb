"use client";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { SampleDataButton } from "../teams/sample-data-button.tsx";

/** What a team sees before it watches anything: the one field that changes this. */
export function FirstMonitor() {
  const { base, can, teams } = useTeam();
  const router = useRouter();
  const [url, setUrl] = useState("");
  if (!can("monitor:write"))
    return <EmptyState title="Nothing is watched yet.">An editor of the team can add the first monitor.</EmptyState>;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    router.push(`${base}/monitors/new?url=${encodeURIComponent(url.trim())}`);
  };
  return (
    <section aria-labelledby="first-monitor" className="rounded-xl border border-dashed border-line-strong px-6 py-12">
      <div className="mx-auto flex max-w-lg flex-col gap-3">
        <h2 id="first-monitor" className="text-base font-medium">
          What should we watch?
        </h2>
        <form onSubmit={submit} className="flex flex-wrap gap-2">
          <div className="min-w-0 flex-1 basis-52">
            <TextField
              label="Address to watch"
              hideLabel
              inputMode="url"
              autoCapitalize="none"
              placeholder="https://example.com"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              className="h-10"
            />
          </div>
          <Button type="submit" look="primary" className="h-10">
            Check it
          </Button>
        </form>
        <p className="text-muted">A real check runs first; you see its result before anything is saved.</p>
        {!teams.some((team) => team.isSample) && (
          <div className="mt-4 flex flex-wrap items-center gap-3 border-t border-line pt-4">
            <p className="min-w-0 flex-1 basis-48 text-muted">Or look around first, in a team with 90 days of made-up history.</p>
            <SampleDataButton />
          </div>
        )}
      </div>
    </section>
  );
}
