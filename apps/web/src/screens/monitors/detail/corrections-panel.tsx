"use client";
import { useQuery } from "@tanstack/react-query";
import type { CorrectionRow } from "@vedette/core/correction";
import { durationName } from "@vedette/core/zoned-time";
import { useState } from "react";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { CorrectionDialog } from "../../uptime/correction-dialog.tsx";
import { useCorrections } from "../../uptime/use-corrections.ts";
import { useMonitor } from "./monitor-context.tsx";

/** What people excluded from the monitor's uptime or noted about it, by whom and why; withdrawn ones are struck through. */
export function CorrectionsPanel() {
  const { slug, can } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const corrections = useQuery(trpc.monitors.corrections.queryOptions({ team: slug, monitorId: monitor.id }));
  return (
    <Panel title="Corrections" actions={can("monitor:write") && <Button onClick={() => setOpen(true)}>Add correction</Button>}>
      {corrections.data === undefined ? (
        corrections.isError ? (
          <RefusalNote error={corrections.error} onRetry={() => void corrections.refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )
      ) : corrections.data.length === 0 ? (
        <p className="text-muted">None. A stretch of time can be excluded from the uptime, or a note be left beside it.</p>
      ) : (
        <ul className="-my-2 divide-y divide-line">
          {corrections.data.map((correction) => (
            <CorrectionLine key={correction.id} correction={correction} monitorId={monitor.id} />
          ))}
        </ul>
      )}
      <CorrectionDialog open={open} onClose={() => setOpen(false)} monitorId={monitor.id} stretch={null} />
    </Panel>
  );
}

function CorrectionLine({ correction, monitorId }: { correction: CorrectionRow; monitorId: string }) {
  const { can } = useTeam();
  const { withdraw, withdrawing } = useCorrections(monitorId, () => {});
  const { id, kind, fromMs, untilMs, reason, createdBy, createdAtMs, withdrawn } = correction;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-60">
        <p className={withdrawn === null ? "" : "line-through"}>
          <span className="font-medium">{kind === "excluded" ? "Excluded" : "Noted"}</span> {durationName(untilMs - fromMs)} from{" "}
          <Instant atMs={fromMs} /> to <Instant atMs={untilMs} />
        </p>
        <p className="wrap-anywhere whitespace-pre-line">{reason}</p>
        <p className="text-xs text-muted">
          {createdBy.name}, <Instant atMs={createdAtMs} />
          {withdrawn !== null && (
            <>
              ; withdrawn by {withdrawn.by.name}, <Instant atMs={withdrawn.atMs} />
            </>
          )}
        </p>
      </div>
      {withdrawn === null && can("monitor:write") && (
        <Button look="quiet" pending={withdrawing === id} onClick={() => withdraw(id)}>
          Withdraw<span className="sr-only"> this correction: {reason}</span>
        </Button>
      )}
    </li>
  );
}
