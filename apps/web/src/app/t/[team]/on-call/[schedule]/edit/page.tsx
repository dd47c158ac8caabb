import type { Metadata } from "next";
import { ScheduleEditor } from "../../../../../../screens/on-call/schedule-editor.tsx";

export const metadata: Metadata = { title: "Edit a schedule" };

export default async function Page({ params }: { params: Promise<{ schedule: string }> }) {
  return <ScheduleEditor scheduleId={(await params).schedule} />;
}
