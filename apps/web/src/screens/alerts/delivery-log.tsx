"use client";
import type { DeliveryRow } from "@vedette/core/incident-record";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Instant } from "../../ui/instant.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Ago } from "../../ui/time.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";
import { SendAgain } from "./send-again.tsx";
import { DeliveryAttempts } from "./delivery-attempts.tsx";
import { deliveryWord, outcomeSentence, subjectOf } from "./delivery-words.ts";

/** Every message of the team, newest first; the channel it is narrowed to is in the address. */
export function DeliveryLog() {
  const trpc = useTRPC();
  const team = useTeam();
  const [channelId, setChannelId] = useUrlParam("channel");
  const channels = useQuery(trpc.channels.list.queryOptions({ team: team.slug }));
  return (
    <>
      <div className="mb-4 w-full sm:w-56">
        <SelectField
          label="Channel"
          hideLabel
          value={channelId ?? ""}
          onChange={(event) => setChannelId(event.target.value === "" ? null : event.target.value)}
        >
          <option value="">Every channel</option>
          {(channels.data ?? []).map((channel) => (
            <option key={channel.id} value={channel.id}>
              {channel.name}
            </option>
          ))}
        </SelectField>
      </div>
      <DeliveryRows channelId={channelId} />
    </>
  );
}

/** The messages of one channel, or of all. */
export function DeliveryRows({ channelId }: { channelId: string | null }) {
  const trpc = useTRPC();
  const team = useTeam();
  const log = useInfiniteQuery(
    trpc.channels.deliveries.infiniteQueryOptions(
      { team: team.slug, ...(channelId === null ? {} : { channelId }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: 10_000 },
    ),
  );
  if (log.isPending) return <SkeletonRows rows={6} />;
  if (log.isError) return <RefusalNote error={log.error} onRetry={() => void log.refetch()} />;
  const rows = log.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    return (
      <EmptyState
        title="No alert has been sent."
        action={channelId === null && team.can("channel:write") && <ButtonLink href={`${team.base}/alerts`}>Send a test</ButtonLink>}
      />
    );
  }
  return (
    <>
      <ul aria-label="Deliveries" className="divide-y divide-line rounded-xl border border-line bg-raised">
        {rows.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} namesChannel={channelId === null} />
        ))}
      </ul>
      {log.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show earlier deliveries
          </Button>
        </div>
      )}
    </>
  );
}

function DeliveryLine({ delivery, namesChannel }: { delivery: DeliveryRow; namesChannel: boolean }) {
  const team = useTeam();
  const { word, mark } = deliveryWord(delivery);
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[6.5rem_minmax(0,1fr)_auto]">
      <StatusMark status={mark} word={word} className="self-start" />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{subjectOf(delivery.type)}</span>
          {delivery.incident !== null && (
            <>
              {" of "}
              <TextLink href={`${team.base}/incidents/${delivery.incident.id}`}>incident #{delivery.incident.number}</TextLink>
            </>
          )}
          {namesChannel && " to "}
          {namesChannel && <ChannelName delivery={delivery} />}
        </p>
        <p className="text-muted wrap-anywhere">{outcomeSentence(delivery)}</p>
        {delivery.outcome === null && delivery.nextAttemptAtMs !== null && delivery.attempts.length > 0 && (
          <p className="text-muted">
            Next attempt <Ago atMs={delivery.nextAttemptAtMs} />.
          </p>
        )}
        {delivery.attempts.length > 1 && <DeliveryAttempts attempts={delivery.attempts} />}
      </div>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1 sm:flex-col sm:items-end">
        <span className="text-muted">
          <Instant atMs={delivery.createdAtMs} />
        </span>
        {delivery.outcome !== null && delivery.channel !== null && team.can("channel:write") && <SendAgain delivery={delivery} />}
      </div>
    </li>
  );
}

function ChannelName({ delivery }: { delivery: DeliveryRow }) {
  const team = useTeam();
  if (delivery.channel === null) return "a deleted channel";
  return <TextLink href={`${team.base}/alerts/${delivery.channel.id}`}>{delivery.channel.name}</TextLink>;
}
