import type { Metadata } from "next";
import { NewPageScreen } from "../../../../../screens/pages/new-page-screen.tsx";

export const metadata: Metadata = { title: "Create a status page" };

export default function Page() {
  return <NewPageScreen />;
}
