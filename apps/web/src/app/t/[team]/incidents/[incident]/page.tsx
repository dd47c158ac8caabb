import type { Metadata } from "next";
import { IncidentScreen } from "../../../../../screens/incidents/incident-screen.tsx";

export const metadata: Metadata = { title: "Incident" };

export default async function Page({ params }: { params: Promise<{ incident: string }> }) {
  return <IncidentScreen incidentId={(await params).incident} />;
}
