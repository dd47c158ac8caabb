"use client";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** What a team sees before it watches anything: the one field that changes this. */
export function FirstMonitor() {
  const { base, can } = useTeam();
  const router = useRouter();
  const [url, setUrl] = useState("");
  if (!can("monitor:write")) return <EmptyState title="Nothing is watched yet.">An editor of the team can add the first monitor.</EmptyState>;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    router.push(`${base}/monitors/new?url=${encodeURIComponent(url.trim())}`);
  };
  return (
    <EmptyState title="Nothing is watched yet.">
      <form onSubmit={submit} className="mt-2 flex w-full flex-wrap items-start justify-center gap-2 text-left">
        <div className="min-w-0 flex-1 basis-64">
          <TextField label="Address to watch" hideLabel inputMode="url" placeholder="https://example.com" value={url} onChange={(event) => setUrl(event.target.value)} />
        </div>
        <Button type="submit" look="primary" className="h-9">
          Check it
        </Button>
      </form>
    </EmptyState>
  );
}
