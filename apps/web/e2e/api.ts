import type { BrowserContext } from "@playwright/test";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "../src/server/app-router.ts";

export type Api = ReturnType<typeof apiOf>;
export type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** The product's own API as the person of that browser, to bring about what a story begins with. */
export function apiOf(webUrl: string, signedIn: SignedIn) {
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${webUrl}/api/trpc`, headers: { cookie, origin: webUrl, "x-vedette": "1" } })],
  });
}
