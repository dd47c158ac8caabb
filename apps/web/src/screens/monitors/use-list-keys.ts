"use client";
import type { MonitorRow } from "@vedette/core/monitor-record";
import { useRouter } from "next/navigation";
import { focusedRow, useShortcut } from "../../ui/keyboard.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { MonitorChanges } from "./use-monitor-changes.ts";
import type { useSelection } from "./use-selection.ts";

/** The keys of the list, for who may change monitors: they mean the row that has the focus, and `p` what is chosen before that. */
export function useListKeys(rows: readonly MonitorRow[], selection: ReturnType<typeof useSelection>, changes: MonitorChanges): void {
  const { base, can } = useTeam();
  const router = useRouter();
  const may = can("monitor:write");
  const inFocus = () => rows.find((row) => row.id === focusedRow());
  const select = (isRange: boolean) => {
    const row = inFocus();
    if (row !== undefined) selection.select(row.id, isRange);
  };
  const pause = () => {
    const row = inFocus();
    const monitors = selection.chosen.length > 0 || row === undefined ? selection.chosen : [row];
    if (monitors.length === 0) return;
    void (monitors.every((monitor) => monitor.pausedAtMs !== null) ? changes.resume(monitors) : changes.pause(monitors));
  };
  const edit = () => {
    const row = inFocus();
    if (row !== undefined) router.push(`${base}/monitors/${row.id}/edit`);
  };
  useShortcut("x", "Select this monitor", may ? () => select(false) : null);
  useShortcut("X", "Select all up to this monitor", may ? () => select(true) : null);
  useShortcut("p", "Pause or resume", may && !changes.pending ? pause : null);
  useShortcut("e", "Edit this monitor", may ? edit : null);
  useShortcut("Escape", "Clear the selection", selection.chosen.length > 0 ? selection.clear : null);
}
