import type { Metadata } from "next";
import { IncidentsScreen } from "../../../../screens/incidents/incidents-screen.tsx";

export const metadata: Metadata = { title: "Incidents" };

export default function Page() {
  return <IncidentsScreen />;
}
