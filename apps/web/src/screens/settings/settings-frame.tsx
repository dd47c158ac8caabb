"use client";
import type { ReactNode } from "react";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabLinks } from "../../ui/tab-links.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** The parts of the settings, each with its own address. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const team = useTeam();
  const base = `${team.base}/settings`;
  return (
    <>
      <PageHeader title="Settings" />
      <TabLinks
        label="Settings"
        tabs={[
          { href: `${base}/general`, text: "General" },
          { href: `${base}/members`, text: "Members" },
          ...(team.can("audit:read") ? [{ href: `${base}/audit`, text: "Audit log" }] : []),
          { href: `${base}/account`, text: "Account" },
          { href: `${base}/appearance`, text: "Appearance" },
          ...(team.person.isInstanceOwner ? [{ href: `${base}/platform`, text: "Platform" }] : []),
        ]}
      />
      <div className="flex max-w-3xl flex-col gap-5">{children}</div>
    </>
  );
}
