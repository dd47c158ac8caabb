import { EditMonitorScreen } from "../../../../../../screens/monitors/edit-monitor-screen.tsx";

export const metadata = { title: "Edit monitor" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <EditMonitorScreen monitorId={id} />;
}
