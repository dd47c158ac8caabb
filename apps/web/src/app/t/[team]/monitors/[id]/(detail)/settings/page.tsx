import { SettingsTab } from "../../../../../../../screens/monitors/detail/settings-tab.tsx";

export default function Page() {
  return <SettingsTab />;
}
