import { IncidentsTab } from "../../../../../../../screens/monitors/detail/incidents-tab.tsx";

export default function Page() {
  return <IncidentsTab />;
}
