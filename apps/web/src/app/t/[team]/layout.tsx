import type { ReactNode } from "react";
import { ApiProvider } from "../../../api/api-provider.tsx";
import { TeamShell } from "../../../screens/shell/team-shell.tsx";

export default async function TeamLayout({ params, children }: { params: Promise<{ team: string }>; children: ReactNode }) {
  const { team } = await params;
  return (
    <ApiProvider>
      <TeamShell slug={team}>{children}</TeamShell>
    </ApiProvider>
  );
}
