import { notFound } from "@vedette/core/app-error";
import { PageComponentsInput, type PageDetail, PageInput, type PageRecord, type PageRow } from "@vedette/core/page-record";
import { createPage } from "@vedette/engine/create-page";
import { deletePage, restorePage } from "@vedette/engine/delete-page";
import { previewSnapshot } from "@vedette/engine/preview-snapshot";
import { publishPage, unpublishPage } from "@vedette/engine/publish-page";
import { savePageComponents } from "@vedette/engine/save-page-components";
import { updatePage } from "@vedette/engine/update-page";
import { renderIndex } from "@vedette/page/render-index";
import { z } from "zod";
import { can, router } from "../trpc.ts";

const pageId = z.uuid();
const version = z.int32().positive();

export const pagesRouter = router({
  list: can("page:read", {}).query(async ({ ctx }): Promise<PageRow[]> => await ctx.deps.db.config.pages.list(ctx.actor.teamId)),
  get: can("page:read", { pageId }).query(
    async ({ ctx: { deps, actor }, input }): Promise<PageDetail & { publishedAtMs: number | null; url: string }> => {
      const key = { teamId: actor.teamId, id: input.pageId };
      const page = await deps.db.config.pages.detail(key);
      if (page === null) throw notFound("page");
      return { ...page, publishedAtMs: await deps.db.config.pages.publishedAtMs(key), url: `${deps.edgeUrl}/s/${page.slug}` };
    },
  ),
  create: can("page:write", { page: PageInput }).mutation(
    async ({ ctx, input }): Promise<PageRecord> => await createPage(ctx.deps, ctx.actor, input),
  ),
  update: can("page:write", { pageId, version, page: PageInput }).mutation(
    async ({ ctx, input }): Promise<PageRecord> => await updatePage(ctx.deps, ctx.actor, input),
  ),
  /** Replaces all groups and components of the page by the given lists, in their order. An id the page does not know makes a new line. */
  saveComponents: can("page:write", { pageId, version, ...PageComponentsInput.shape }).mutation(
    async ({ ctx, input }): Promise<PageDetail> => await savePageComponents(ctx.deps, ctx.actor, input),
  ),
  publish: can("page:write", { pageId }).mutation(
    async ({ ctx, input }): Promise<PageRecord> => await publishPage(ctx.deps, ctx.actor, input),
  ),
  unpublish: can("page:write", { pageId }).mutation(
    async ({ ctx, input }): Promise<PageRecord> => await unpublishPage(ctx.deps, ctx.actor, input),
  ),
  /** `typedSlug` must equal the page's address. */
  remove: can("page:write", { pageId, typedSlug: z.string().max(200) }).mutation(
    async ({ ctx, input }): Promise<void> => await deletePage(ctx.deps, ctx.actor, input),
  ),
  restore: can("page:write", { pageId }).mutation(
    async ({ ctx, input }): Promise<PageRecord> => await restorePage(ctx.deps, ctx.actor, input),
  ),
  /** The page as visitors would see it if it were published now: a whole HTML document for a sandboxed frame. */
  preview: can("page:read", { pageId }).query(async ({ ctx, input }): Promise<{ html: string }> => ({
    html: renderIndex(await previewSnapshot(ctx.deps, ctx.actor, input)).body,
  })),
});
