import { OverviewTab } from "../../../../../../screens/monitors/detail/overview-tab.tsx";

export default function Page() {
  return <OverviewTab />;
}
