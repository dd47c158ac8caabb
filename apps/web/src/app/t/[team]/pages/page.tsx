import type { Metadata } from "next";
import { PagesScreen } from "../../../../screens/pages/pages-screen.tsx";

export const metadata: Metadata = { title: "Status pages" };

export default function Page() {
  return <PagesScreen />;
}
