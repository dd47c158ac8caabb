"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { Instant } from "../../ui/instant.tsx";
import { StatusShape } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "./team-context.tsx";

/** Says when the platform itself is late, so that nobody takes an old state for a new one. */
export function DelayNotice() {
  const trpc = useTRPC();
  const { base, person } = useTeam();
  const delay = useQuery({ ...trpc.platform.delay.queryOptions({}), refetchInterval: 15_000 }).data ?? null;
  return (
    // The region is there before its words are: only then is everybody told of them.
    <div role="status">
      {delay !== null && (
        <p className="flex items-baseline gap-2 border-b border-line-strong bg-surface px-4 py-1.5 text-sm md:px-8">
          <StatusShape status={delay.isStandingStill ? "down" : "degraded"} className="size-3 translate-y-px" />
          <span className="min-w-0 wrap-anywhere">
            {delay.text} since <Instant atMs={delay.sinceMs} />
            {delay.isStandingStill ? "; states are shown as they were then." : "; results are still true."}{" "}
            {person.isInstanceOwner && <TextLink href={`${base}/settings/platform`}>Platform status</TextLink>}
          </span>
        </p>
      )}
    </div>
  );
}
