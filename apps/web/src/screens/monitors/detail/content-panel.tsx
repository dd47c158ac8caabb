"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** Of a monitor that watches content: what changed since it was approved, side by side, and the button that approves it. */
export function ContentPanel() {
  const monitor = useMonitor();
  return monitor.spec.kind === "content" ? <WatchedContent /> : null;
}

function WatchedContent() {
  const { slug, can } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const input = { team: slug, monitorId: monitor.id };
  const content = useQuery({ ...trpc.monitors.content.queryOptions(input), refetchInterval: 10_000 }).data;
  const renew = () => void queries.invalidateQueries(trpc.monitors.pathFilter());
  const approve = useMutation({
    ...trpc.monitors.approveContent.mutationOptions(),
    onSuccess: () => toast({ title: "Approved. The next check measures against it." }),
    onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
    onSettled: renew,
  });
  if (content === undefined) return null;
  if (content === null)
    return (
      <Panel title="Watched content">
        <p className="text-muted">The first check that sees the content takes it as approved.</p>
      </Panel>
    );
  const { changed, approvedAtMs } = content;
  if (changed === null)
    return (
      <Panel title="Watched content">
        <p className="text-muted">
          As approved <Instant atMs={approvedAtMs} />.
        </p>
      </Panel>
    );
  return (
    <Panel
      title="Watched content has changed"
      actions={
        can("monitor:write") && (
          <Button look="primary" pending={approve.isPending} onClick={() => approve.mutate({ ...input, fingerprint: changed.fingerprint })}>
            Approve the new content
          </Button>
        )
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Side title="Approved" atMs={approvedAtMs} text={changed.before} />
        <Side title="Now" atMs={changed.atMs} text={changed.after} />
      </div>
      {changed.before === changed.after && (
        <p className="mt-3 text-sm text-muted">The difference lies beyond the part that is kept of a long text.</p>
      )}
    </Panel>
  );
}

function Side({ title, atMs, text }: { title: string; atMs: number; text: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-xs text-muted">
        {title}, <Instant atMs={atMs} />
      </figcaption>
      <pre className="max-h-72 overflow-auto rounded-lg border border-line p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        {text}
      </pre>
    </figure>
  );
}
