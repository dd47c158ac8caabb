import type { Metadata } from "next";
import { PageEditorScreen } from "../../../../../screens/pages/page-editor-screen.tsx";

export const metadata: Metadata = { title: "Status page" };

export default async function Page({ params }: { params: Promise<{ page: string }> }) {
  return <PageEditorScreen pageId={(await params).page} />;
}
