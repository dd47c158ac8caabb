import type { Metadata } from "next";
import { GeneralScreen } from "../../../../../screens/settings/general-screen.tsx";

export const metadata: Metadata = { title: "General" };

export default function Page() {
  return <GeneralScreen />;
}
