import type { ReactNode } from "react";
import { CostLine } from "./cost-line.tsx";
import { type MonitorDraft, isProbedKind } from "./monitor-draft.ts";

/** The actions of a monitor form and what it will cost; stays in sight while the settings scroll. */
export function FormBar({ draft, children }: { draft: MonitorDraft; children: ReactNode }) {
  return (
    <div className="sticky bottom-14 z-10 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line bg-page px-4 py-2.5 max-sm:text-xs md:bottom-0 md:mx-0 md:px-0">
      <div className="min-w-0 flex-1 basis-60">{isProbedKind(draft.kind) && <CostLine draft={draft} />}</div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </div>
  );
}
