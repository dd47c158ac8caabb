import type { Metadata } from "next";
import { MaintenanceScreen } from "../../../../screens/maintenance/maintenance-screen.tsx";

export const metadata: Metadata = { title: "Maintenance" };

export default function Page() {
  return <MaintenanceScreen />;
}
