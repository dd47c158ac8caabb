import type { PageComponentsInput, PageDetail, PageInput, PageRecord, PageRow } from "@vedette/core/page-record";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import { type Page, Prisma } from "./generated/client.ts";
import { definitionOf } from "./uptime.ts";

type Key = { teamId: string; id: string };

export function pagesOn(prisma: ConfigClient) {
  return {
    /** Sorted by name; deleted ones left out. */
    async list(teamId: string): Promise<PageRow[]> {
      const pages = await prisma.page.findMany({ where: { teamId, deletedAt: null }, orderBy: [{ name: "asc" }, { id: "asc" }] });
      const pageIds = pages.map((page) => page.id);
      const counts = await prisma.component.groupBy({ by: ["pageId"], where: { teamId, pageId: { in: pageIds } }, _count: true });
      const publications = await prisma.publication.findMany({
        where: { teamId, pageId: { in: pageIds } },
        select: { pageId: true, publishedAt: true },
      });
      const countOf = new Map(counts.map((count) => [count.pageId, count._count]));
      const publishedAt = new Map(publications.map((publication) => [publication.pageId, publication.publishedAt.getTime()]));
      return pages.map((page) => ({
        ...recordOf(page),
        components: countOf.get(page.id) ?? 0,
        publishedAtMs: publishedAt.get(page.id) ?? null,
      }));
    },

    async find(key: Key): Promise<PageRecord | null> {
      const page = await prisma.page.findFirst({ where: { ...key, deletedAt: null } });
      return page === null ? null : recordOf(page);
    },

    async detail(key: Key): Promise<PageDetail | null> {
      const page = await this.find(key);
      if (page === null) return null;
      const where = { teamId: key.teamId, pageId: key.id };
      const groups = await prisma.pageGroup.findMany({ where, orderBy: { position: "asc" } });
      const components = await prisma.component.findMany({ where, orderBy: { position: "asc" } });
      const links = await prisma.componentMonitor.findMany({
        where: { teamId: key.teamId, componentId: { in: components.map((component) => component.id) } },
      });
      const monitors = Map.groupBy(links, (link) => link.componentId);
      return {
        ...page,
        groups: groups.map(({ id, name, position }) => ({ id, name, position })),
        components: components.map(({ id, name, description, groupId, position, showUptime }) => {
          return {
            id,
            name,
            description,
            groupId,
            position,
            showUptime,
            monitorIds: monitors.get(id)?.map((link) => link.monitorId) ?? [],
          };
        }),
      };
    },

    async publishedAtMs(key: Key): Promise<number | null> {
      const row = await prisma.publication.findFirst({ where: { teamId: key.teamId, pageId: key.id }, select: { publishedAt: true } });
      return row?.publishedAt.getTime() ?? null;
    },

    /** Addresses are unique over all teams; a deleted page keeps its own, as it can be restored. */
    async isSlugTaken(slug: string, exceptId: string | null): Promise<boolean> {
      return (await prisma.page.count({ where: { slug, ...(exceptId === null ? {} : { id: { not: exceptId } }) } })) > 0;
    },

    /** Deleted ones left out. */
    async total(teamId: string): Promise<number> {
      return await prisma.page.count({ where: { teamId, deletedAt: null } });
    },

    async create(key: Key, input: PageInput, atMs: number): Promise<PageRecord> {
      return recordOf(await prisma.page.create({ data: { ...key, ...columnsOf(input), createdAt: new Date(atMs) } }));
    },

    /** Writes only if the page still has the version that the edit was made from; else false. Marks a published page for publication. */
    async update(key: Key, version: number, input: PageInput | null, atMs: number): Promise<boolean> {
      const data = { ...(input === null ? {} : columnsOf(input)), version: { increment: 1 }, dirtyAt: new Date(atMs) };
      return (await prisma.page.updateMany({ where: { ...key, version, deletedAt: null }, data })).count === 1;
    },

    async setPublished(key: Key, published: boolean, atMs: number): Promise<void> {
      await prisma.page.updateMany({
        where: { ...key, deletedAt: null },
        data: { published, dirtyAt: published ? new Date(atMs) : null, version: { increment: 1 } },
      });
      if (!published) await prisma.publication.deleteMany({ where: { teamId: key.teamId, pageId: key.id } });
    },

    /** Makes groups and components of the page exactly these. Components that stay keep their row and so their history. */
    async saveLines(key: Key, input: PageComponentsInput): Promise<void> {
      const { teamId, id: pageId } = key;
      const where = { teamId, pageId };
      await prisma.component.deleteMany({ where: { ...where, id: { notIn: input.components.map((component) => component.id) } } });
      await prisma.pageGroup.deleteMany({ where: { ...where, id: { notIn: input.groups.map((group) => group.id) } } });
      for (const [position, { id, name }] of input.groups.entries()) {
        await prisma.pageGroup.upsert({ where: { id }, create: { id, teamId, pageId, name, position }, update: { name, position } });
      }
      for (const [position, component] of input.components.entries()) {
        const { id, monitorIds: _, ...columns } = component;
        await prisma.component.upsert({
          where: { id },
          create: { id, teamId, pageId, position, ...columns },
          update: { position, ...columns },
        });
      }
      const componentIds = input.components.map((component) => component.id);
      await prisma.componentMonitor.deleteMany({ where: { teamId, componentId: { in: componentIds } } });
      const links = input.components.flatMap((component) =>
        [...new Set(component.monitorIds)].map((monitorId) => ({ teamId, componentId: component.id, monitorId })),
      );
      await prisma.componentMonitor.createMany({ data: links });
    },

    async remove(key: Key, atMs: number): Promise<boolean> {
      const data = { deletedAt: new Date(atMs), published: false, dirtyAt: null };
      const { count } = await prisma.page.updateMany({ where: { ...key, deletedAt: null }, data });
      if (count === 1) await prisma.publication.deleteMany({ where: { teamId: key.teamId, pageId: key.id } });
      return count === 1;
    },

    /** Restored pages are not public until somebody publishes them again. */
    async restore(key: Key): Promise<boolean> {
      return (await prisma.page.updateMany({ where: { ...key, deletedAt: { not: null } }, data: { deletedAt: null } })).count === 1;
    },
  };
}

function columnsOf({ uptime, ...input }: PageInput) {
  return { ...input, uptime: uptime === null ? Prisma.DbNull : jsonOf(uptime) };
}

function recordOf(page: Page): PageRecord {
  return {
    id: page.id,
    slug: page.slug,
    name: page.name,
    description: page.description,
    timeZone: page.timeZone,
    uptime: page.uptime === null ? null : definitionOf(page.uptime),
    published: page.published,
    snapshotVersion: page.snapshotVersion,
    version: page.version,
    createdAtMs: page.createdAt.getTime(),
    updatedAtMs: page.updatedAt.getTime(),
  };
}
