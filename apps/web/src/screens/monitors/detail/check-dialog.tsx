"use client";
import { useQuery } from "@tanstack/react-query";
import type { CheckDetail } from "@vedette/core/monitor-record";
import { useTRPC } from "../../../api/trpc.ts";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { dateTimeText, formatUs } from "../../../ui/format.ts";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { EvidenceFacts } from "../../incidents/evidence-facts.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { curlOf } from "./curl-of.ts";
import { useMonitor } from "./monitor-context.tsx";

/** One check with its evidence. Its address can be sent to a colleague. */
export function CheckDialog({ locationNo, dueAtMs, onClose }: { locationNo: number; dueAtMs: number; onClose: () => void }) {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const check = useQuery(trpc.monitors.result.queryOptions({ team: slug, monitorId: monitor.id, locationNo, dueAtMs }));
  return (
    <Dialog open onClose={onClose} wide title={`Check of ${dateTimeText(dueAtMs)}`} description={monitor.name}>
      {check.data === undefined ? (
        check.isError ? (
          <RefusalNote error={check.error} onRetry={() => void check.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : (
        <Shown check={check.data} />
      )}
    </Dialog>
  );
}

function Shown({ check }: { check: CheckDetail }) {
  const { spec } = useMonitor();
  const curl = spec.kind === "http" ? curlOf(spec) : null;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <StatusMark status={check.verdict} className="text-base font-semibold" />
        <span className="tabular text-muted">took {formatUs(check.totalUs)}</span>
        {check.lateMs > 50 && <span className="tabular text-muted">began {check.lateMs} ms late</span>}
      </p>
      {check.sentence !== "" && <p>{check.sentence}</p>}
      <EvidenceFacts check={check} />
      {curl !== null && (
        <div>
          <CopyButton text={curl} label="Copy as curl" />
        </div>
      )}
    </div>
  );
}
