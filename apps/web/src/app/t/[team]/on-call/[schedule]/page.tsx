import type { Metadata } from "next";
import { ScheduleScreen } from "../../../../../screens/on-call/schedule-screen.tsx";

export const metadata: Metadata = { title: "On call" };

export default async function Page({ params }: { params: Promise<{ schedule: string }> }) {
  return <ScheduleScreen scheduleId={(await params).schedule} />;
}
