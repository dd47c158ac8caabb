"use client";
import { useQuery } from "@tanstack/react-query";
import { kindLabel } from "@vedette/core/kinds";
import type { MonitorDetail } from "@vedette/core/monitor-record";
import { type ActiveSpec, isActive } from "@vedette/core/monitor-spec";
import { useTRPC } from "../../../api/trpc.ts";
import { ButtonLink } from "../../../ui/button.tsx";
import { formatCount, formatMs } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { costOf } from "../monitor-draft.ts";
import { DeleteMonitor } from "./delete-monitor.tsx";
import { decision } from "./locations-panel.tsx";
import { fieldsOf } from "../spec-draft.ts";
import { useMonitor } from "./monitor-context.tsx";
import { RulesPanel } from "./rules-panel.tsx";
import { settingsInWords } from "./settings-in-words.ts";

/** How it is checked, in words; the rules that look at it; the way out. */
export function SettingsTab() {
  const { base, can } = useTeam();
  const monitor = useMonitor();
  const may = can("monitor:write");
  return (
    <div className="flex flex-col gap-4">
      <Panel title="How it is checked" actions={may && <ButtonLink href={`${base}/monitors/${monitor.id}/edit`}>Edit</ButtonLink>}>
        <Sentences monitor={monitor} />
      </Panel>
      <RulesPanel />
      {may && <DeleteMonitor />}
    </div>
  );
}

function Sentences({ monitor }: { monitor: MonitorDetail }) {
  const { spec, policy } = monitor;
  const cost = costOf(monitor);
  const facts = [
    ["Kind", kindLabel(spec)],
    ["Target", monitor.target],
    ...(isActive(spec) ? probingFacts(spec, `${formatMs(monitor.intervalMs)}, ${formatCount(cost.checksPerDay)} checks a day`) : []),
    ...(monitor.locations.length > 0
      ? [
          [
            "From",
            `${monitor.locations.map((location) => location.name).join(", ")}; ${decision(monitor.locations.length, monitor.quorum)}`,
          ],
        ]
      : []),
    [
      "Incident",
      `opens after ${policy.failuresToOpen} bad checks in a row, closes after ${policy.successesToClose} good; noticed within ${formatMs(cost.detectionMs)}`,
    ],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5">
      {facts.map(([name, text], i) => (
        <div key={i} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="wrap-anywhere">{text}</dd>
        </div>
      ))}
      {monitor.tags.length > 0 && (
        <>
          <dt className="text-muted">Tags</dt>
          <dd className="wrap-anywhere">{monitor.tags.join(", ")}</dd>
        </>
      )}
      {monitor.alertPolicyId !== null && (
        <>
          <dt className="text-muted">Policy</dt>
          <dd className="wrap-anywhere">
            <PolicyName id={monitor.alertPolicyId} />
          </dd>
        </>
      )}
      <dt className="text-muted">Tells</dt>
      <dd>
        <ToldChannels channels={monitor.channels} />
      </dd>
    </dl>
  );
}

function PolicyName({ id }: { id: string }) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  return useQuery(trpc.policies.list.queryOptions({ team: slug })).data?.find((policy) => policy.id === id)?.name ?? "…";
}

function ToldChannels({ channels }: { channels: "all" | string[] }) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const list = useQuery(trpc.channels.list.queryOptions({ team: slug })).data;
  if (list === undefined) return "…";
  const told = list.filter(
    (channel) => channel.enabled && channel.ownerId === null && (channels === "all" || channels.includes(channel.id)),
  );
  if (told.length === 0) return channels === "all" ? "every channel; today there is none, so nobody" : "nobody";
  return `${channels === "all" ? "every channel, today " : ""}${told.map((channel) => channel.name).join(", ")}`;
}

const saidAbove = new Set(["timeoutMs", "slowAfterMs", "assertions"]);

function probingFacts(spec: ActiveSpec, every: string): [name: string, text: string][] {
  const conditions = spec.assertions.split("\n").filter((line) => line.trim() !== "");
  return [
    ["Every", every],
    ["Within", formatMs(spec.timeoutMs)],
    ["Degraded", spec.slowAfterMs === undefined ? "never for being slow" : `when slower than ${formatMs(spec.slowAfterMs)}`],
    ...conditions.map((line): [string, string] => ["Condition", line]),
    ...settingsInWords(
      fieldsOf(spec.kind).filter(({ key, meta }) => meta.place !== "address" && !saidAbove.has(key)),
      spec,
    ),
  ];
}
