import type { Metadata } from "next";
import { PlatformScreen } from "../../../../../screens/settings/platform-screen.tsx";

export const metadata: Metadata = { title: "Platform" };

export default function Page() {
  return <PlatformScreen />;
}
