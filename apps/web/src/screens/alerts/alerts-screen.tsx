"use client";
import type { ReactNode } from "react";
import { ButtonLink } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabLinks } from "../../ui/tab-links.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { PolicyList } from "../policies/policy-list.tsx";
import { RulesTab } from "../rules/rules-tab.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ChannelList } from "./channel-list.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { NoiseReport } from "./noise-report.tsx";

type Tab = { param: string | null; text: string; shows: ReactNode };

const channels: Tab = { param: null, text: "Channels", shows: <ChannelList /> };
const tabs: readonly Tab[] = [
  channels,
  { param: "policies", text: "Policies", shows: <PolicyList /> },
  { param: "rules", text: "Rules", shows: <RulesTab /> },
  { param: "log", text: "Log", shows: <DeliveryLog /> },
  { param: "noise", text: "Noise", shows: <NoiseReport /> },
];

/** Where alerts go, who is told when, which rules open incidents beside failing checks, every message, and what only makes noise. */
export function AlertsScreen() {
  const team = useTeam();
  const [param] = useUrlParam("tab");
  const base = `${team.base}/alerts`;
  const addressOf = (tab: Tab) => (tab.param === null ? base : `${base}?tab=${tab.param}`);
  const shown = tabs.find((tab) => tab.param === param) ?? channels;
  const action =
    shown.param === "rules"
      ? { may: team.can("monitor:write"), href: `${base}/rules/new`, text: "Add a rule" }
      : shown.param === "policies"
        ? { may: team.can("channel:write"), href: `${base}/policies/new`, text: "Add a policy" }
        : { may: team.can("channel:write"), href: `${base}/new`, text: "Add a channel" };
  return (
    <>
      <PageHeader
        title="Alerts"
        lead="Who is told when something breaks, and what became of every message."
        actions={
          action.may && (
            <ButtonLink look="primary" href={action.href}>
              {action.text}
            </ButtonLink>
          )
        }
      />
      <TabLinks label="Alerts" current={addressOf(shown)} tabs={tabs.map((tab) => ({ href: addressOf(tab), text: tab.text }))} />
      {shown.shows}
    </>
  );
}
