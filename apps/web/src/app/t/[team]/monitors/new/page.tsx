import { NewMonitorScreen } from "../../../../../screens/monitors/new-monitor-screen.tsx";

export const metadata = { title: "New monitor" };

export default function Page() {
  return <NewMonitorScreen />;
}
