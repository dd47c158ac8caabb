import type { inferRouterOutputs } from "@trpc/server";
import { accountRouter } from "./routers/account.router.ts";
import { channelsRouter } from "./routers/channels.router.ts";
import { errandsRouter } from "./routers/errands.router.ts";
import { incidentsRouter } from "./routers/incidents.router.ts";
import { liveRouter } from "./routers/live.router.ts";
import { maintenanceRouter } from "./routers/maintenance.router.ts";
import { membersRouter } from "./routers/members.router.ts";
import { monitorsRouter } from "./routers/monitors.router.ts";
import { onCallRouter } from "./routers/on-call.router.ts";
import { overviewRouter } from "./routers/overview.router.ts";
import { pagesRouter } from "./routers/pages.router.ts";
import { platformRouter } from "./routers/platform.router.ts";
import { policiesRouter } from "./routers/policies.router.ts";
import { rulesRouter } from "./routers/rules.router.ts";
import { sampleRouter } from "./routers/sample.router.ts";
import { sessionRouter } from "./routers/session.router.ts";
import { teamRouter } from "./routers/team.router.ts";
import { router } from "./trpc.ts";

export const appRouter = router({
  account: accountRouter,
  channels: channelsRouter,
  errands: errandsRouter,
  incidents: incidentsRouter,
  live: liveRouter,
  maintenance: maintenanceRouter,
  members: membersRouter,
  monitors: monitorsRouter,
  onCall: onCallRouter,
  overview: overviewRouter,
  pages: pagesRouter,
  platform: platformRouter,
  policies: policiesRouter,
  rules: rulesRouter,
  sample: sampleRouter,
  session: sessionRouter,
  team: teamRouter,
});

export type AppRouter = typeof appRouter;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
