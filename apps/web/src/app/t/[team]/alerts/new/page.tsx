import type { Metadata } from "next";
import { NewChannelScreen } from "../../../../../screens/alerts/new-channel-screen.tsx";

export const metadata: Metadata = { title: "Add a channel" };

export default function Page() {
  return <NewChannelScreen />;
}
