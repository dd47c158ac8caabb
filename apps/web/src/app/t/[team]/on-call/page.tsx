import type { Metadata } from "next";
import { OnCallScreen } from "../../../../screens/on-call/on-call-screen.tsx";

export const metadata: Metadata = { title: "On call" };

export default function Page() {
  return <OnCallScreen />;
}
