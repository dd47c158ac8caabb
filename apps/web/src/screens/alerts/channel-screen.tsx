"use client";
import { channelAddress, channelLabel } from "@vedette/core/channel-kinds";
import type { ChannelRow } from "@vedette/core/channel-record";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { Ago } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ChannelActions } from "./channel-actions.tsx";
import { ChannelPreferences } from "./channel-preferences.tsx";
import { ChannelSettings } from "./channel-settings.tsx";
import { healthOf } from "./channel-words.ts";
import { DeliveryRows } from "./delivery-log.tsx";
import { SendTest } from "./send-test.tsx";

/** One channel: its health, the test, what it is set to, and its own delivery log. */
export function ChannelScreen({ channelId }: { channelId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const channels = useQuery(trpc.channels.list.queryOptions({ team: team.slug }, { refetchInterval: 10_000 }));
  const channel = channels.data?.find((each) => each.id === channelId);
  if (channel !== undefined) return <Loaded channel={channel} />;
  return (
    <>
      <PageHeader title="Channel" lead={<BackLink href={`${team.base}/alerts`}>Alerts</BackLink>} />
      {channels.isPending && <SkeletonRows />}
      {channels.isError && <RefusalNote error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.isSuccess && (
        <EmptyState
          title="This channel does not exist, or it was deleted."
          action={<ButtonLink href={`${team.base}/alerts`}>See channels</ButtonLink>}
        />
      )}
    </>
  );
}

function Loaded({ channel }: { channel: ChannelRow }) {
  const team = useTeam();
  const mayChange = team.can("channel:write");
  const health = healthOf(channel);
  return (
    <>
      <PageHeader
        title={channel.name}
        lead={<BackLink href={`${team.base}/alerts`}>Alerts</BackLink>}
        actions={mayChange && <ChannelActions channel={channel} />}
      />
      <div className="flex flex-col gap-5">
        <Panel title="Health">
          <div className="flex flex-wrap items-start justify-between gap-4">
            <div className="min-w-0 flex-1 basis-72">
              <StatusMark status={health.mark} word={health.word} />
              {channel.failingSinceMs !== null && (
                <p className="text-muted">
                  since <Ago atMs={channel.failingSinceMs} />
                </p>
              )}
              {channel.disabledReason !== null && <p className="mt-1">{channel.disabledReason}</p>}
              <p className="mt-1 text-muted wrap-anywhere">
                {channelLabel(channel.config.kind)}: {channelAddress(channel.config)}
              </p>
              <LastDelivery channel={channel} />
            </div>
            {mayChange && <SendTest channel={channel} />}
          </div>
        </Panel>
        {mayChange && <ChannelSettings channel={channel} />}
        {mayChange && <ChannelPreferences channelId={channel.id} />}
        <section aria-labelledby="log-heading">
          <h2 id="log-heading" className="mb-2 font-semibold">
            Deliveries
          </h2>
          <DeliveryRows channelId={channel.id} />
        </section>
      </div>
    </>
  );
}

function LastDelivery({ channel }: { channel: ChannelRow }) {
  const last = channel.lastDelivery;
  if (last === null) return <p className="mt-1 text-muted">No alert has been sent through it.</p>;
  return (
    <p className="mt-1 text-muted wrap-anywhere">
      Last delivery <Ago atMs={last.atMs} />: {last.code === null ? last.detail : `${last.code} ${last.detail}`}
    </p>
  );
}
