import type { Metadata } from "next";
import { EditPlanScreen } from "../../../../../screens/maintenance/edit-plan-screen.tsx";

export const metadata: Metadata = { title: "Maintenance" };

export default async function Page({ params }: { params: Promise<{ plan: string }> }) {
  return <EditPlanScreen planId={(await params).plan} />;
}
