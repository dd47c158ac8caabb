"use client";
import { ButtonLink } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabLinks } from "../../ui/tab-links.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { RulesTab } from "../rules/rules-tab.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ChannelList } from "./channel-list.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { PolicyList } from "../policies/policy-list.tsx";

/** Where alerts go, who is told when, which rules open incidents beside failing checks, and every message that was sent. */
export function AlertsScreen() {
  const team = useTeam();
  const [tab] = useUrlParam("tab");
  const base = `${team.base}/alerts`;
  const shown = tab === "log" || tab === "rules" || tab === "policies" ? `${base}?tab=${tab}` : base;
  const action =
    tab === "rules"
      ? { may: team.can("monitor:write"), href: `${base}/rules/new`, text: "Add a rule" }
      : tab === "policies"
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
      <TabLinks
        label="Alerts"
        current={shown}
        tabs={[
          { href: base, text: "Channels" },
          { href: `${base}?tab=policies`, text: "Policies" },
          { href: `${base}?tab=rules`, text: "Rules" },
          { href: `${base}?tab=log`, text: "Log" },
        ]}
      />
      {tab === "log" ? <DeliveryLog /> : tab === "rules" ? <RulesTab /> : tab === "policies" ? <PolicyList /> : <ChannelList />}
    </>
  );
}
