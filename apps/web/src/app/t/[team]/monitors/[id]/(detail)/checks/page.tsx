import { ChecksTab } from "../../../../../../../screens/monitors/detail/checks-tab.tsx";

export default function Page() {
  return <ChecksTab />;
}
