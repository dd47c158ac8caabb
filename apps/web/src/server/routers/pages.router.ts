import { PageComponentsInput, PageInput } from "@vedette/core/page-record";
import type { PageDetail, PageRecord, PageRow } from "@vedette/core/page-record";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

const pageId = z.uuid();

export const pagesRouter = router({
  list: can("page:read", {}).query((): Promise<PageRow[]> => later()),
  get: can("page:read", { pageId }).query((): Promise<PageDetail & { publishedAtMs: number | null; url: string }> => later()),
  create: can("page:write", { page: PageInput }).mutation((): Promise<PageRecord> => later()),
  update: can("page:write", { pageId, version: z.int().positive(), page: PageInput }).mutation((): Promise<PageRecord> => later()),
  /** Replaces all groups and components of the page by the given lists, in their order. */
  saveComponents: can("page:write", { pageId, version: z.int().positive(), ...PageComponentsInput.shape }).mutation((): Promise<PageDetail> => later()),
  publish: can("page:write", { pageId }).mutation((): Promise<PageRecord> => later()),
  unpublish: can("page:write", { pageId }).mutation((): Promise<PageRecord> => later()),
  /** `typedSlug` must equal the page's address. */
  remove: can("page:write", { pageId, typedSlug: z.string().max(200) }).mutation((): Promise<void> => later()),
  restore: can("page:write", { pageId }).mutation((): Promise<PageRecord> => later()),
  /** The page as visitors would see it if it were published now: a whole HTML document for a sandboxed frame. */
  preview: can("page:read", { pageId }).query((): Promise<{ html: string }> => later()),
});
