import type { Metadata } from "next";
import { ChannelScreen } from "../../../../../screens/alerts/channel-screen.tsx";

export const metadata: Metadata = { title: "Channel" };

export default async function Page({ params }: { params: Promise<{ channel: string }> }) {
  return <ChannelScreen channelId={(await params).channel} />;
}
