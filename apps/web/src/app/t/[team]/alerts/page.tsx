import type { Metadata } from "next";
import { AlertsScreen } from "../../../../screens/alerts/alerts-screen.tsx";

export const metadata: Metadata = { title: "Alerts" };

export default function Page() {
  return <AlertsScreen />;
}
