import type { OverviewRecord } from "@vedette/core/overview-record";
import { formatCount } from "../../ui/format.ts";
import { StatusShape } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Ago } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Whether alerts reach people: an alert that never arrives is worse than none. */
export function DeliveryHealth({ delivery, channels }: { delivery: OverviewRecord["delivery"]; channels: number }) {
  const { base } = useTeam();
  if (channels === 0) {
    return (
      <p className="text-muted">
        Nobody would be told today. <TextLink href={`${base}/alerts/new`}>Add a channel</TextLink>
      </p>
    );
  }
  const figures = [
    ["Delivered", delivery.delivered],
    ["Failed", delivery.failed],
    ["Waiting", delivery.waiting],
  ] as const;
  return (
    <>
      <dl className="grid grid-cols-3 gap-2">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="tabular text-lg font-semibold">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {delivery.oldestWaitingAtMs !== null && (
        <p className="mt-2 text-muted">
          The oldest waits since <Ago atMs={delivery.oldestWaitingAtMs} />.
        </p>
      )}
      {delivery.failingChannels.map((channel) => (
        <p key={channel.id} className="mt-2 flex items-center gap-2">
          <StatusShape status="down" className="size-3" />
          <span>
            <TextLink href={`${base}/alerts/${channel.id}`}>{channel.name}</TextLink> has failed since <Ago atMs={channel.sinceMs} />.
          </span>
        </p>
      ))}
    </>
  );
}
