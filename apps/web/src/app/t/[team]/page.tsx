import { OverviewScreen } from "../../../screens/overview/overview-screen.tsx";

export const metadata = { title: "Overview" };

export default function Page() {
  return <OverviewScreen />;
}
