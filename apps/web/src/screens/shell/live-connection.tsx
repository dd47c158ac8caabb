"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import type { LiveTopic } from "../../server/routers/live.router.ts";
import { Button } from "../../ui/button.tsx";
import { clockText } from "../../ui/format.ts";
import { useTeam } from "./team-context.tsx";

const graceMs = 6_000;

/** Keeps every list fresh through one stream, and says so when the stream has been gone for a while. */
export function LiveConnection() {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const renew = useRenew();
  const stream = useSubscription(
    trpc.live.changes.subscriptionOptions({ team: slug }, { onStarted: () => renew(null), onData: ({ topic }) => renew(topic) }),
  );
  const { status, reset } = stream;
  const stoppedAtMs = useStoppedAt(status === "pending");
  useEffect(() => {
    // The server ends a stream after ten minutes, so that a lost membership cannot keep listening.
    if (status === "idle") reset();
  }, [status, reset]);
  if (stoppedAtMs === null) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-strong bg-surface px-4 py-1.5 text-sm md:px-8"
    >
      <p className="min-w-0 flex-1 basis-56">Live updates stopped at {clockText(stoppedAtMs)}; showing what we knew then.</p>
      <Button
        onClick={() => {
          reset();
          renew(null);
        }}
      >
        Retry
      </Button>
    </div>
  );
}

/** When the stream broke, once that has lasted longer than a hiccup; null while all is well. */
function useStoppedAt(isLive: boolean): number | null {
  const [stoppedAtMs, setStoppedAtMs] = useState<number | null>(null);
  useEffect(() => {
    if (isLive) return setStoppedAtMs(null);
    const brokeAtMs = Date.now();
    const timer = setTimeout(() => setStoppedAtMs(brokeAtMs), graceMs);
    return () => clearTimeout(timer);
  }, [isLive]);
  return stoppedAtMs;
}

/** Asks again for what a topic touches, at most once a second; null means everything. */
function useRenew(): (topic: LiveTopic | null) => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  const waiting = useRef(new Set<LiveTopic | null>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return (topic) => {
    waiting.current.add(topic);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const topics = [...waiting.current];
      waiting.current.clear();
      if (topics.includes(null)) return void client.invalidateQueries();
      // The list's latencies are figures, not states, and dear to read: they follow a clock of their own.
      const [latencies] = trpc.monitors.latency.pathKey();
      const predicate = ({ queryKey: [path] }: { queryKey: readonly unknown[] }) => String(path) !== String(latencies);
      const touched: Record<LiveTopic, { queryKey: readonly unknown[] }[]> = {
        incidents: [trpc.incidents.pathFilter(), trpc.overview.pathFilter()],
        monitors: [trpc.monitors.pathFilter(), trpc.rules.pathFilter(), trpc.overview.pathFilter()],
        maintenance: [trpc.maintenance.pathFilter()],
        policies: [trpc.policies.pathFilter()],
        "on-call": [trpc.onCall.pathFilter(), trpc.policies.pathFilter()],
        channels: [trpc.channels.pathFilter(), trpc.overview.pathFilter()],
        pages: [trpc.pages.pathFilter(), trpc.overview.pathFilter()],
        errands: [trpc.errands.pathFilter()],
        members: [trpc.members.pathFilter()],
        team: [trpc.team.pathFilter(), trpc.session.pathFilter()],
      };
      for (const each of topics)
        if (each !== null) for (const filter of touched[each]) void client.invalidateQueries({ ...filter, predicate });
    }, 1_000);
  };
}
