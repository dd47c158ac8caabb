import type { Metadata } from "next";
import { ScheduleEditor } from "../../../../../screens/on-call/schedule-editor.tsx";

export const metadata: Metadata = { title: "Add a schedule" };

export default function Page() {
  return <ScheduleEditor scheduleId={null} />;
}
