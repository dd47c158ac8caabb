"use client";
import { useQuery } from "@tanstack/react-query";
import { ruleTitle } from "@vedette/core/rule";
import { durationName } from "@vedette/core/zoned-time";
import { useTRPC } from "../../api/trpc.ts";
import { formatCount } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** The loudest rules of 30 days and what would make them quieter; nothing while none has opened. */
export function RuleNoisePanel() {
  const { base, slug } = useTeam();
  const trpc = useTRPC();
  const noise = useQuery(trpc.rules.noise.queryOptions({ team: slug }, { staleTime: 300_000 })).data ?? [];
  if (noise.length === 0) return null;
  return (
    <Panel title="Loudest in 30 days" flush>
      <Table
        label="The loudest rules of 30 days"
        head={["Rule", "Opened", "Acknowledged", "Usually lasted", "Limit", "Suggested"].map((text, i) => (
          <Th key={text} className={i === 0 ? "" : "text-right"}>
            {text}
          </Th>
        ))}
      >
        {noise.map(({ rule, opened, acknowledged, medianMs, limit, quieter }) => (
          <tr key={rule.id}>
            <Td className="min-w-60">
              <TextLink href={`${base}/alerts/rules/${rule.id}`}>{ruleTitle(rule)}</TextLink>
            </Td>
            {[formatCount(opened), formatCount(acknowledged), durationName(medianMs), limit, quieter?.limit ?? "as it is"].map(
              (text, i) => (
                <Td key={i} className="tabular text-right whitespace-nowrap">
                  {text}
                </Td>
              ),
            )}
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
