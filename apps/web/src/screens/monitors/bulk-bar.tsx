"use client";
import { Clock, Pause, Play, Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { IntervalChange } from "./interval-change.tsx";
import { TagChange } from "./tag-change.tsx";
import type { MonitorChanges } from "./use-monitor-changes.ts";

type BulkBarProps = {
  chosen: readonly { id: string; name: string }[];
  /** How many of them the filters hide. */
  hidden: number;
  changes: MonitorChanges;
  onClear: () => void;
};

/** What can be done with the monitors that are chosen. Stays in sight while the list scrolls. */
export function BulkBar({ chosen, hidden, changes, onClear }: BulkBarProps) {
  const [dialog, setDialog] = useState<"tags" | "interval" | null>(null);
  const close = () => setDialog(null);
  const { pending } = changes;
  const settle = (work: Promise<boolean>) => void work.then((worked) => worked && close());
  const remove = async () => {
    if (await changes.remove(chosen)) onClear();
  };
  return (
    <section
      aria-label="Selected monitors"
      data-bar=""
      className="sticky bottom-16 z-20 mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line-strong bg-raised px-3 py-2 shadow-lg shadow-(color:--shadow) md:bottom-4"
    >
      <p role="status" className="tabular flex-1 basis-40">
        <strong className="font-semibold">{formatCount(chosen.length)} selected</strong>
        {hidden > 0 && <span className="text-muted">, {formatCount(hidden)} of them not shown</span>}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Button disabled={pending} onClick={() => void changes.pause(chosen)}>
          <Pause aria-hidden="true" className="size-4 max-sm:hidden" /> Pause
        </Button>
        <Button disabled={pending} onClick={() => void changes.resume(chosen)}>
          <Play aria-hidden="true" className="size-4 max-sm:hidden" /> Resume
        </Button>
        <Button disabled={pending} onClick={() => setDialog("tags")}>
          <Tag aria-hidden="true" className="size-4 max-sm:hidden" /> Tags
        </Button>
        <Button disabled={pending} onClick={() => setDialog("interval")}>
          <Clock aria-hidden="true" className="size-4 max-sm:hidden" /> Interval
        </Button>
        <Button disabled={pending} onClick={() => void remove()}>
          <Trash2 aria-hidden="true" className="size-4 max-sm:hidden" /> Delete
        </Button>
        <Button look="quiet" onClick={onClear} aria-keyshortcuts="Escape">
          Clear
        </Button>
      </div>
      <Dialog open={dialog === "tags"} onClose={close} title="Change tags" description={forAll(chosen.length)}>
        <TagChange pending={pending} onChange={(tags) => settle(changes.changeTags(chosen, tags))} />
      </Dialog>
      <Dialog open={dialog === "interval"} onClose={close} title="Change the interval" description={forAll(chosen.length)}>
        <IntervalChange pending={pending} onChange={(intervalMs) => settle(changes.setInterval(chosen, intervalMs))} />
      </Dialog>
    </section>
  );
}

const forAll = (count: number) => (count === 1 ? "Of the selected monitor." : `Of all ${formatCount(count)} selected monitors.`);
