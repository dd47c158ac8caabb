"use client";
import { useRouter } from "next/navigation";
import { Button } from "../../../ui/button.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitorChanges } from "../use-monitor-changes.ts";
import { useMonitor } from "./monitor-context.tsx";

/** Deletes at once; the toast undoes it, with all history, for 30 s. */
export function DeleteMonitor() {
  const { base } = useTeam();
  const monitor = useMonitor();
  const router = useRouter();
  const { remove, pending } = useMonitorChanges();
  const press = async () => {
    if (await remove([monitor])) router.push(`${base}/monitors`);
  };
  return (
    <Panel title="Delete">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-56 text-muted">Checks stop and its open incident closes. You can undo this right after.</p>
        <Button pending={pending} onClick={() => void press()}>
          Delete monitor
        </Button>
      </div>
    </Panel>
  );
}
