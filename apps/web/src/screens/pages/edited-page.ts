import type { RouterOutputs } from "../../server/app-router.ts";

/** A page as its editor is given it. */
export type EditedPage = RouterOutputs["pages"]["get"];
