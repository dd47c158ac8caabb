"use client";
import { useQuery } from "@tanstack/react-query";
import type { HeartbeatView, PingAddresses } from "@vedette/core/heartbeat-record";
import { useId, useState } from "react";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Ago, Lasted } from "../../../ui/time.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";
import { pingSnippets } from "./ping-snippets.ts";

/** Where a heartbeat's pings go, how to send them, and when the next one is due. */
export function HeartbeatPanel() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.monitors.heartbeat.queryOptions({ team: slug, monitorId: monitor.id }), refetchInterval: 10_000 });
  const view = query.data;
  if (view === undefined)
    return query.isError ? <RefusalNote error={query.error} onRetry={() => void query.refetch()} /> : <Skeleton className="h-40" />;
  return (
    <Panel title="Pings">
      <Expected view={view} />
      {view.addresses !== null && <Addresses addresses={view.addresses} name={monitor.slug} />}
    </Panel>
  );
}

function Expected({ view }: { view: HeartbeatView }) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
      <span>{view.heardAtMs === null ? "No ping has come yet." : <>Last heard {<Ago atMs={view.heardAtMs} />}.</>}</span>
      {view.deadlineAtMs !== null && (
        <span>
          Down without another <Ago atMs={view.deadlineAtMs} />.
        </span>
      )}
      {view.runs.map((run) => (
        <span key={`${run.rid}-${run.startedAtMs}`}>
          A run has lasted <Lasted fromMs={run.startedAtMs} untilMs={null} />.
        </span>
      ))}
    </p>
  );
}

function Addresses({ addresses, name }: { addresses: PingAddresses; name: string }) {
  const lines = [
    ["Ping address", addresses.byId],
    ["By key and name", addresses.bySlug],
    ["Uptime Kuma push", addresses.push],
  ] as const;
  return (
    <div className="mt-4 flex flex-col gap-4">
      <dl className="flex flex-col gap-2">
        {lines.map(([label, url]) => (
          <div key={label} className="flex flex-wrap items-center gap-2">
            <dt className="w-36 text-muted">{label}</dt>
            <dd className="flex min-w-0 flex-1 basis-72 flex-wrap items-center gap-2">
              <code className="min-w-0 flex-1 rounded-md border border-line bg-page px-2.5 py-1.5 font-mono text-xs break-all select-all">
                {url}
              </code>
              <CopyButton text={url} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-muted">
        Add /start, /fail, /log or an exit code. Whoever knows an address can ping: keep it as you keep a password.
      </p>
      <Snippets url={addresses.byId} name={name} />
    </div>
  );
}

function Snippets({ url, name }: { url: string; name: string }) {
  const snippets = pingSnippets(url, name);
  const [chosen, choose] = useState("curl");
  const shown = snippets.find((snippet) => snippet.id === chosen) ?? snippets[0];
  const id = useId();
  if (shown === undefined) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-2 text-sm font-medium">
        From where?
      </h3>
      <div className="mb-2 flex flex-wrap gap-1" role="group" aria-labelledby={id}>
        {snippets.map((snippet) => (
          <Button
            key={snippet.id}
            look={snippet.id === shown.id ? "plain" : "quiet"}
            aria-pressed={snippet.id === shown.id}
            onClick={() => choose(snippet.id)}
          >
            {snippet.title}
          </Button>
        ))}
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <pre className="min-w-0 flex-1 basis-72 overflow-x-auto rounded-md border border-line bg-page p-3 font-mono text-xs" tabIndex={0}>
          {shown.text}
        </pre>
        <CopyButton text={shown.text} />
      </div>
    </section>
  );
}
