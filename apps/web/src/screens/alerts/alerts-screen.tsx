"use client";
import { ButtonLink } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabLinks } from "../../ui/tab-links.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { RulesTab } from "../rules/rules-tab.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ChannelList } from "./channel-list.tsx";
import { DeliveryLog } from "./delivery-log.tsx";

/** Where alerts go, which rules open incidents beside failing checks, and every message that was sent. */
export function AlertsScreen() {
  const team = useTeam();
  const [tab] = useUrlParam("tab");
  const base = `${team.base}/alerts`;
  const shown = tab === "log" || tab === "rules" ? `${base}?tab=${tab}` : base;
  return (
    <>
      <PageHeader
        title="Alerts"
        lead="Who is told when something breaks, and what became of every message."
        actions={
          tab === "rules"
            ? team.can("monitor:write") && (
                <ButtonLink look="primary" href={`${base}/rules/new`}>
                  Add a rule
                </ButtonLink>
              )
            : team.can("channel:write") && (
                <ButtonLink look="primary" href={`${base}/new`}>
                  Add a channel
                </ButtonLink>
              )
        }
      />
      <TabLinks
        label="Alerts"
        current={shown}
        tabs={[
          { href: base, text: "Channels" },
          { href: `${base}?tab=rules`, text: "Rules" },
          { href: `${base}?tab=log`, text: "Log" },
        ]}
      />
      {tab === "log" ? <DeliveryLog /> : tab === "rules" ? <RulesTab /> : <ChannelList />}
    </>
  );
}
