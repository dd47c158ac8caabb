import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../server/app-router.ts";

/** `useTRPC().monitors.list.queryOptions({ team })` and the like; needs `ApiProvider` above. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
