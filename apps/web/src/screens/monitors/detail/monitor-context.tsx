"use client";
import type { MonitorDetail } from "@vedette/core/monitor-record";
import { createContext, useContext } from "react";

export const MonitorContext = createContext<MonitorDetail | null>(null);

/** The monitor whose pages these are. */
export function useMonitor(): MonitorDetail {
  const monitor = useContext(MonitorContext);
  if (monitor === null) throw new Error("useMonitor needs a MonitorFrame above it");
  return monitor;
}
