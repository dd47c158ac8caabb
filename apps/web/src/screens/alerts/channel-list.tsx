"use client";
import { channelAddress, channelLabel } from "@vedette/core/channel-kinds";
import type { ChannelRow } from "@vedette/core/channel-record";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount } from "../../ui/format.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Ago } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ChannelIcon } from "./channel-icon.tsx";
import { healthOf } from "./channel-words.ts";
import { SendTest } from "./send-test.tsx";

/** Every channel with how it does: failing since when, last delivery, and the figures of the last 7 days. */
export function ChannelList() {
  const trpc = useTRPC();
  const team = useTeam();
  const channels = useQuery(trpc.channels.list.queryOptions({ team: team.slug }, { refetchInterval: 10_000 }));
  if (channels.isPending) return <SkeletonRows rows={4} />;
  if (channels.isError) return <RefusalNote error={channels.error} onRetry={() => void channels.refetch()} />;
  if (channels.data.length === 0) return <NoChannel />;
  return (
    <ul aria-label="Channels" className="divide-y divide-line rounded-xl border border-line bg-raised">
      {channels.data.map((channel) => (
        <ChannelLine key={channel.id} channel={channel} />
      ))}
    </ul>
  );
}

function NoChannel() {
  const team = useTeam();
  return (
    <EmptyState
      title="Nobody would be told today."
      action={
        team.can("channel:write") && (
          <ButtonLink look="primary" href={`${team.base}/alerts/new`}>
            Add a channel
          </ButtonLink>
        )
      }
    >
      {team.can("channel:write")
        ? "Add an e-mail address, a chat or the tool of your on-call; a test takes one press."
        : "An admin of the team can add a channel."}
    </EmptyState>
  );
}

function ChannelLine({ channel }: { channel: ChannelRow }) {
  const team = useTeam();
  const health = healthOf(channel);
  return (
    <li data-row="" className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,15rem)_minmax(0,13rem)]">
      <div className="flex min-w-0 gap-3">
        <ChannelIcon kind={channel.config.kind} />
        <div className="min-w-0">
          <Link href={`${team.base}/alerts/${channel.id}`} className="inline-block min-h-6 font-medium underline-offset-2 hover:underline">
            {channel.name}
          </Link>
          <p className="line-clamp-2 text-muted wrap-anywhere">
            {channelLabel(channel.config.kind)}: {channelAddress(channel.config)}
          </p>
        </div>
      </div>
      <div className="min-w-0 text-muted">
        <StatusMark status={health.mark} word={health.word} className="text-fg" />
        <p className="wrap-anywhere">
          <HealthDetail channel={channel} />
        </p>
      </div>
      {team.can("channel:write") && <SendTest channel={channel} />}
    </li>
  );
}

function HealthDetail({ channel }: { channel: ChannelRow }) {
  const { delivered, failed, waiting } = channel.deliveries;
  if (channel.disabledReason !== null) return channel.disabledReason;
  const week = `7 days: ${formatCount(delivered)} delivered, ${formatCount(failed)} failed${waiting === 0 ? "" : `, ${formatCount(waiting)} waiting`}`;
  return (
    <>
      {channel.failingSinceMs !== null && (
        <>
          since <Ago atMs={channel.failingSinceMs} />.{" "}
        </>
      )}
      {channel.failingSinceMs === null && channel.lastDelivery !== null && (
        <>
          last <Ago atMs={channel.lastDelivery.atMs} />.{" "}
        </>
      )}
      <span className="tabular">{week}</span>
    </>
  );
}
