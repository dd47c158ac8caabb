import type { Metadata } from "next";
import { NewPlanScreen } from "../../../../../screens/maintenance/edit-plan-screen.tsx";

export const metadata: Metadata = { title: "Plan maintenance" };

export default function Page() {
  return <NewPlanScreen />;
}
