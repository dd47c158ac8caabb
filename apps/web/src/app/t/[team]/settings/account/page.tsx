import type { Metadata } from "next";
import { AccountScreen } from "../../../../../screens/settings/account-screen.tsx";

export const metadata: Metadata = { title: "Account" };

export default function Page() {
  return <AccountScreen />;
}
