"use client";
import { channelLabel } from "@vedette/core/channel-kinds";
import { useQuery } from "@tanstack/react-query";
import { type RuleNoise, ruleTitle } from "@vedette/core/rule";
import type { NoiseRow } from "@vedette/core/noise";
import type { ChannelWeek } from "@vedette/db/noise";
import { useTRPC } from "../../api/trpc.ts";
import { ChoiceLinks } from "../../ui/choice-links.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { counted, dayText, formatMs } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Row, Table, Td, Th } from "../../ui/table.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";

/** Which monitors and rules tell people too much, what would have told them less, and how many alerts each channel was sent. */
export function NoiseReport() {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const [range] = useUrlParam("days");
  const days = range === "7" ? 7 : range === "90" ? 90 : 30;
  const rules = useQuery(trpc.rules.noise.queryOptions({ team: slug }, { staleTime: 300_000 })).data ?? [];
  const report = useQuery(trpc.incidents.noise.queryOptions({ team: slug, days }));
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-sm text-muted">
          An incident is a signal when somebody acknowledged it or it lasted longer than 5 minutes. Those of which nobody was told are left
          out.
        </p>
        <ChoiceLinks
          label="Days counted"
          param="days"
          usual="30"
          choices={[
            { value: "7", text: "7 d" },
            { value: "30", text: "30 d" },
            { value: "90", text: "90 d" },
          ]}
        />
      </div>
      {report.isPending && <SkeletonRows rows={6} />}
      {report.isError && <RefusalNote error={report.error} onRetry={() => void report.refetch()} />}
      {report.data !== undefined &&
        (report.data.rows.length === 0 ? (
          <EmptyState title={`Nobody was told of an incident in the last ${days} days.`} />
        ) : (
          <div className="flex flex-col gap-5">
            <Panel title="Monitors and rules" flush>
              <Sources rows={report.data.rows} rules={rules} />
            </Panel>
            {report.data.channels.length > 0 && (
              <Panel title="Alerts per channel and week" flush>
                <Channels weeks={report.data.channels} />
              </Panel>
            )}
          </div>
        ))}
    </>
  );
}

function Sources({ rows, rules }: { rows: readonly NoiseRow[]; rules: readonly RuleNoise[] }) {
  const { base } = useTeam();
  return (
    <Table
      label="Incidents by monitor and rule"
      head={
        <>
          <Th>What</Th>
          <Th className="text-right">Incidents</Th>
          <Th className="text-right">Signals</Th>
          <Th className="text-right">Flapping</Th>
          <Th>What would help</Th>
        </>
      }
    >
      {rows.map((row) => {
        const rule = rules.find((each) => each.rule.id === row.ruleId);
        return (
          <Row key={`${row.monitor.id} ${row.ruleId ?? ""}`}>
            <Td className="min-w-44">
              <TextLink href={`${base}/incidents?state=all&monitor=${row.monitor.id}`}>{row.monitor.name}</TextLink>
              {row.ruleId !== null && <span className="text-muted"> {rule === undefined ? "a rule" : ruleTitle(rule.rule)}</span>}
            </Td>
            <Td className="tabular text-right">{row.incidents}</Td>
            <Td className="tabular text-right whitespace-nowrap">
              {row.signals} <span className="text-muted">({Math.round((100 * row.signals) / row.incidents)} %)</span>
            </Td>
            <Td className="tabular text-right">{row.flaps === 0 ? "–" : row.flaps}</Td>
            <Td className="min-w-56">{rule === undefined ? helpOf(row, base) : <RuleHelp noise={rule} />}</Td>
          </Row>
        );
      })}
    </Table>
  );
}

function helpOf({ suggestion, monitor, incidents }: NoiseRow, base: string) {
  if (suggestion === null) return <span className="text-muted">–</span>;
  const { from, to, avoids, delayMs } = suggestion;
  return (
    <>
      <TextLink href={`${base}/monitors/${monitor.id}/edit`}>
        Raise failures to open from {from} to {to}
      </TextLink>
      : it would have avoided {avoids} of {incidents}, and told of the others up to {formatMs(delayMs)} later.
    </>
  );
}

/** The same for each of its monitors: a rule has one limit. */
function RuleHelp({ noise: { rule, limit, quieter, acknowledged } }: { noise: RuleNoise }) {
  const { base } = useTeam();
  if (quieter === null) return <span className="text-muted">–</span>;
  return (
    <>
      <TextLink href={`${base}/alerts/rules/${rule.id}`}>
        Set the limit from {limit} to {quieter.limit}
      </TextLink>
      : in the last 14 days it would have fired {counted(quieter.wouldFire, "time")} instead of {quieter.fires}
      {acknowledged > 0 && ", and still for all that somebody acknowledged"}.
    </>
  );
}

function Channels({ weeks }: { weeks: readonly ChannelWeek[] }) {
  const starts = [...new Set(weeks.map(({ weekMs }) => weekMs))].toSorted((a, b) => b - a);
  const channels = [...Map.groupBy(weeks, ({ channelId }) => channelId).values()];
  return (
    <Table
      label="Alerts per channel and week"
      head={
        <>
          <Th>Channel</Th>
          {starts.map((weekMs) => (
            <Th key={weekMs} className="text-right">
              Week of {dayText(weekMs)}
            </Th>
          ))}
        </>
      }
    >
      {channels.map((own) => (
        <Row key={own[0]?.channelId}>
          <Td className="min-w-40">
            {own[0]?.name} <span className="text-muted">{channelLabel(own[0]?.kind ?? "")}</span>
          </Td>
          {starts.map((weekMs) => (
            <Td key={weekMs} className="tabular text-right">
              {own.find((week) => week.weekMs === weekMs)?.alerts ?? "–"}
            </Td>
          ))}
        </Row>
      ))}
    </Table>
  );
}
