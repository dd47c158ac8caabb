import { Plan, type PolicyInput, type PolicyRecord } from "@vedette/core/policy";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import type { Policy } from "./generated/client.ts";

type Key = { teamId: string; id: string };

export function policiesOn(prisma: ConfigClient) {
  const withMonitors = async (rows: Policy[]): Promise<PolicyRecord[]> => {
    const links = await prisma.policyMonitor.findMany({
      where: { policyId: { in: rows.map((row) => row.id) } },
      orderBy: { monitorId: "asc" },
    });
    const monitors = Map.groupBy(links, (link) => link.policyId);
    return rows.map((row) => recordOf(row, monitors.get(row.id)?.map((link) => link.monitorId) ?? []));
  };
  /** Edits that were begun before a choice changed are conflicts. */
  const touchMonitors = async (teamId: string, ids: readonly string[]) => {
    await prisma.monitor.updateMany({ where: { teamId, id: { in: [...ids] } }, data: { version: { increment: 1 } } });
  };
  const touchPolicies = async (teamId: string, ids: readonly string[]) => {
    await prisma.policy.updateMany({ where: { teamId, id: { in: [...ids] } }, data: { version: { increment: 1 } } });
  };
  const setMonitors = async ({ teamId, id: policyId }: Key, monitorIds: readonly string[]) => {
    // A monitor follows one policy: naming it here takes it from another.
    const where = { teamId, OR: [{ policyId }, { monitorId: { in: [...monitorIds] } }] };
    const before = Map.groupBy(await prisma.policyMonitor.findMany({ where }), (link) => link.policyId);
    const own = before.get(policyId)?.map((link) => link.monitorId) ?? [];
    await touchMonitors(teamId, [...own.filter((id) => !monitorIds.includes(id)), ...monitorIds.filter((id) => !own.includes(id))]);
    await touchPolicies(
      teamId,
      [...before.keys()].filter((id) => id !== policyId),
    );
    await prisma.policyMonitor.deleteMany({ where });
    await prisma.policyMonitor.createMany({ data: monitorIds.map((monitorId) => ({ teamId, policyId, monitorId })) });
  };
  /** A team has one default at most: the newest. */
  const makeRoom = async (teamId: string, isDefault: boolean) => {
    if (isDefault) await prisma.policy.updateMany({ where: { teamId, isDefault, deletedAt: null }, data: { isDefault: false } });
  };

  return {
    /** In the order in which their tags hold; deleted ones left out. */
    async list(teamId: string): Promise<PolicyRecord[]> {
      return await withMonitors(
        await prisma.policy.findMany({ where: { teamId, deletedAt: null }, orderBy: [{ position: "asc" }, { id: "asc" }] }),
      );
    },

    async find(key: Key): Promise<PolicyRecord | null> {
      const [found] = await withMonitors(await prisma.policy.findMany({ where: { ...key, deletedAt: null } }));
      return found ?? null;
    },

    /** Comes last in order. */
    async create(key: Key, input: PolicyInput, atMs: number): Promise<void> {
      await makeRoom(key.teamId, input.isDefault);
      const last = await prisma.policy.aggregate({ where: { teamId: key.teamId }, _max: { position: true } });
      const position = (last._max.position ?? -1) + 1;
      await prisma.policy.create({ data: { ...key, ...columnsOf(input), position, createdAt: new Date(atMs) } });
      await setMonitors(key, input.monitorIds);
    },

    /** Writes only if the policy still has the version that the edit was made from; else false. */
    async update(key: Key, version: number, input: PolicyInput): Promise<boolean> {
      const where = { ...key, version, deletedAt: null };
      if ((await prisma.policy.count({ where })) === 0) return false;
      await makeRoom(key.teamId, input.isDefault);
      await prisma.policy.update({ where: { id: key.id }, data: { ...columnsOf(input), version: { increment: 1 } } });
      await setMonitors(key, input.monitorIds);
      return true;
    },

    async order(teamId: string, ids: readonly string[]): Promise<void> {
      for (const [position, id] of ids.entries()) await prisma.policy.updateMany({ where: { teamId, id }, data: { position } });
    },

    /** Of each of these monitors the policy that names it; one that was deleted is left out. */
    async naming(monitorIds: readonly string[]): Promise<Map<string, string>> {
      const links = await prisma.policyMonitor.findMany({ where: { monitorId: { in: [...monitorIds] } } });
      const named = links.map((link) => link.policyId);
      const present = new Set((await prisma.policy.findMany({ where: { id: { in: named }, deletedAt: null } })).map(({ id }) => id));
      return new Map(links.flatMap(({ monitorId, policyId }) => (present.has(policyId) ? [[monitorId, policyId]] : [])));
    },

    /**
     * Lets a monitor follow this policy, or none by name; then the link to a deleted one waits for its undo. An edit of a policy that was
     * made from what it named before is a conflict.
     */
    async nameMonitor({ teamId, id: monitorId }: Key, policyId: string | null): Promise<void> {
      const now = (await this.naming([monitorId])).get(monitorId) ?? null;
      if (now === policyId) return;
      await touchPolicies(
        teamId,
        [now, policyId].flatMap((id) => id ?? []),
      );
      await prisma.policyMonitor.deleteMany({ where: { teamId, monitorId } });
      if (policyId !== null) await prisma.policyMonitor.create({ data: { teamId, monitorId, policyId } });
    },

    async remove(key: Key, atMs: number): Promise<boolean> {
      return (await prisma.policy.updateMany({ where: { ...key, deletedAt: null }, data: { deletedAt: new Date(atMs) } })).count === 1;
    },

    /** One that was the default comes back as such only where there is none now. False: it was not deleted, or is not there. */
    async restore(key: Key): Promise<boolean> {
      const hasDefault = (await prisma.policy.count({ where: { teamId: key.teamId, isDefault: true, deletedAt: null } })) > 0;
      const data = { deletedAt: null, ...(hasDefault && { isDefault: false }) };
      if ((await prisma.policy.updateMany({ where: { ...key, deletedAt: { not: null } }, data })).count === 0) return false;
      const links = await prisma.policyMonitor.findMany({ where: { teamId: key.teamId, policyId: key.id } });
      await touchMonitors(
        key.teamId,
        links.map((link) => link.monitorId),
      );
      return true;
    },
  };
}

function columnsOf({ name, tags, isDefault, plan }: PolicyInput) {
  return { name, tags, isDefault, plan: jsonOf(plan) };
}

function recordOf(row: Policy, monitorIds: string[]): PolicyRecord {
  const { id, name, position, tags, isDefault, version } = row;
  return { id, name, position, tags, isDefault, version, monitorIds, plan: Plan.parse(row.plan) };
}
