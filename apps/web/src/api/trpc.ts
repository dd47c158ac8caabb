import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../server/app-router.ts";

/** For what takes long or weighs much: a batch comes back when its slowest part is ready, and this one asks by itself. */
export const alone = { trpc: { context: { alone: true } } };

/** `useTRPC().monitors.list.queryOptions({ team })` and the like; needs `ApiProvider` above. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
