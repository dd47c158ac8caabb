import type { ReactNode } from "react";
import { MonitorFrame } from "../../../../../../screens/monitors/detail/monitor-frame.tsx";

export const metadata = { title: "Monitor" };

export default async function MonitorLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  const { id } = await params;
  return <MonitorFrame monitorId={id}>{children}</MonitorFrame>;
}
