import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { ChannelInput } from "@vedette/core/channel";
import { bucketStartMs } from "@vedette/core/rollup";
import type { TeamSummary } from "@vedette/core/team-record";
import type { Tx } from "@vedette/db/db";
import { endlessMs } from "@vedette/db/endless";
import type { NewSampleTeam } from "@vedette/db/sample";
import { setImmediate } from "node:timers/promises";
import { findingsOf } from "./analyse.ts";
import { contentOf, targetWith } from "./channel-content.ts";
import type { ConfigDeps, Person } from "./config-deps.ts";
import { gapOf, historyOf, incidentsOf, maintenanceOf, sampleStartMs } from "./sample-history.ts";
import { sampleGap, sampleMaintenance, sampleMonitors } from "./sample-world.ts";

type SampleDeps = Pick<ConfigDeps, "db" | "now" | "newId" | "sealer">;

const dayMs = 86_400_000;
const seed = 20_260;
const rowsPerStatement = 2_000;
const phaseOf = (index: number) => index * 7_000;

/**
 * Makes a team with 90 days of believable history, owned by who asks: monitors that nothing dials, incidents, rollups, findings, a
 * page that can be published, channels that are switched off. All of it or nothing; a second call returns the team of the first.
 */
export async function createSampleTeam(deps: SampleDeps, person: Person): Promise<TeamSummary> {
  const nowMs = deps.now();
  await deps.db.results.ensurePartitions(3);
  const team = await deps.db.transaction(async (tx) => {
    const known = await tx.sample.lockAndFind(person.userId);
    if (known !== null) return known;
    const plan = planOf(deps, person, nowMs);
    await fill(tx, deps, plan, await tx.sample.create(plan), nowMs);
    await tx.sample.record(plan.id, person, "team.created", { name: plan.name });
    return plan;
  });
  return { id: team.id, slug: team.slug, name: team.name, isSample: true, role: "owner" };
}

/** Deletes a sample team and all its rows, for good. Any other team is `not_found`. */
export async function deleteSampleTeam(deps: Pick<ConfigDeps, "db">, actor: Actor): Promise<void> {
  authorize(actor, "team:delete");
  await deps.db.transaction(async (tx) => {
    const pages = await tx.sample.remove(actor.teamId);
    if (pages === null) throw notFound("sample team");
    await tx.sample.record(actor.teamId, actor, "team.deleted", { pages });
  });
}

function planOf(deps: SampleDeps, person: Person, nowMs: number): NewSampleTeam {
  const { newId } = deps;
  const id = newId();
  const suffix = id.replaceAll("-", "").slice(-8);
  const monitors = sampleMonitors.map((shape, index) => {
    const open = incidentsOf(shape, phaseOf(index), nowMs, person.userId).find((incident) => incident.endedAtMs === null);
    return {
      id: newId(),
      name: shape.name,
      slug: shape.slug,
      spec: shape.spec,
      tags: shape.tags,
      confirmed: open?.severity ?? ("up" as const),
      sinceMs: open?.startedAtMs ?? lastEndOf(index, nowMs, person.userId),
      certificateExpiresMs: nowMs + shape.certificateDays * dayMs,
    };
  });
  const groups = ["Product", "Platform"].map((name, position) => ({ id: newId(), name, position }));
  const groupId = (name: string) => groups.find((group) => group.name === name)?.id ?? "";
  const monitorId = (name: string) => monitors.find((monitor) => monitor.name === name)?.id ?? "";
  return {
    id,
    slug: `acme-${suffix}`,
    name: "Acme",
    userId: person.userId,
    memberId: newId(),
    pingKey: newId(),
    createdAtMs: sampleStartMs(nowMs),
    monitors,
    channels: channelsOf(deps, id),
    page: { id: newId(), slug: `acme-${suffix}`, name: "Acme Status", description: "How Acme's services are doing." },
    groups,
    components: sampleMonitors.map((shape, position) => ({
      id: newId(),
      groupId: groupId(shape.group),
      name: shape.name,
      position,
      monitorId: monitorId(shape.name),
    })),
    maintenance: {
      id: newId(),
      title: sampleMaintenance.title,
      ...maintenanceOf(nowMs),
      monitorIds: sampleMaintenance.monitors.map(monitorId),
    },
  };
}

function lastEndOf(index: number, nowMs: number, userId: string): number {
  const shape = sampleMonitors[index];
  const ends = shape === undefined ? [] : incidentsOf(shape, phaseOf(index), nowMs, userId).map((incident) => incident.endedAtMs ?? 0);
  return Math.max(sampleStartMs(nowMs), ...ends);
}

function channelsOf(deps: SampleDeps, teamId: string): NewSampleTeam["channels"] {
  const channels = [
    { name: "On-call mail", target: { kind: "email", to: ["oncall@acme.example"] } },
    { name: "Operations webhook", target: { kind: "webhook", url: "https://hooks.acme.example/vedette" } },
  ].map((channel) => ChannelInput.parse(channel));
  return channels.map((channel) => {
    const id = deps.newId();
    const { name } = channel;
    const target = targetWith(channel.target, null);
    const content = contentOf(deps.sealer, { teamId, id }, channel, target);
    return { id, name, kind: target.kind, config: content.config, sealed: Buffer.from(content.sealed).toString("base64") };
  });
}

async function fill(tx: Tx, deps: SampleDeps, plan: NewSampleTeam, numbers: ReadonlyMap<string, number>, nowMs: number): Promise<void> {
  for (const [index, shape] of sampleMonitors.entries()) {
    const monitorId = plan.monitors[index]?.id ?? "";
    const monitorNo = numbers.get(monitorId) ?? 0;
    const phaseMs = phaseOf(index);
    const incidents = incidentsOf(shape, phaseMs, nowMs, plan.userId);
    const history = historyOf(shape, monitorNo, phaseMs, incidents, nowMs, seed + index);
    for (const [resolutionS, rows] of [
      [300, history.fine],
      [3_600, history.hours],
      [86_400, history.days],
    ] as const) {
      for (let i = 0; i < rows.length; i += rowsPerStatement) await tx.rollups.save(resolutionS, rows.slice(i, i + rowsPerStatement));
    }
    await tx.results.insertMissing(history.results);
    const hours = history.hours.map((row) => ({ atMs: row.atMs, sketch: row.latency.sketch }));
    await tx.findings.replace(
      findingsOf({ monitorNo, limitUs: (shape.spec.slowAfterMs ?? 0) * 1_000 }, hours, bucketStartMs(nowMs, 3_600)),
      nowMs,
    );
    // Nobody looks from now on; without this the time to come would be shown as if it had been good.
    const gaps = [
      { ...gapOf(phaseMs, nowMs), ticks: sampleGap.minutes },
      { fromMs: nowMs, untilMs: endlessMs, ticks: 0 },
    ];
    await tx.gaps.insertMissing(gaps.map((gap) => ({ ...gap, monitorNo, locationNo: 1, kind: "missed" as const })));
    // The web process serves others meanwhile.
    await setImmediate();
  }
  const all = sampleMonitors.flatMap((shape, index) =>
    incidentsOf(shape, phaseOf(index), nowMs, plan.userId).map((incident) => ({
      ...incident,
      id: deps.newId(),
      updateId: deps.newId(),
      monitorId: plan.monitors[index]?.id ?? "",
    })),
  );
  await tx.sample.insertIncidents(plan.id, all);
}
