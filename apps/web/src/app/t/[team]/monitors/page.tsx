import { MonitorsScreen } from "../../../../screens/monitors/monitors-screen.tsx";

export const metadata = { title: "Monitors" };

export default function Page() {
  return <MonitorsScreen />;
}
