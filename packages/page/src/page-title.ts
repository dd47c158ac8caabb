import type { Snapshot } from "@vedette/core/snapshot";

/** What windows and feeds are called: "Acme status", also where the page's own name says so already. */
export const pageTitle = ({ page: { name } }: Snapshot): string => (/\bstatus\b/i.test(name) ? name : `${name} status`);
