import { accessBugs } from "./access-bugs.ts";
import type { Bug } from "./bug.ts";
import { deliveryBugs } from "./delivery-bugs.ts";
import { backupBugs } from "./backup-bugs.ts";
import { edgeBugs } from "./edge-bugs.ts";
import { kindBugs } from "./kind-bugs.ts";
import { outboundBugs } from "./outbound-bugs.ts";
import { platformBugs } from "./platform-bugs.ts";
import { retentionBugs } from "./retention-bugs.ts";
import { roadBugs } from "./road-bugs.ts";
import { simulationBugs } from "./simulation-bugs.ts";
import { stateBugs } from "./state-bugs.ts";
import { teamBugs } from "./team-bugs.ts";
import { uptimeBugs } from "./uptime-bugs.ts";

export const bugs: readonly Bug[] = [
  ...roadBugs,
  ...stateBugs,
  ...deliveryBugs,
  ...uptimeBugs,
  ...retentionBugs,
  ...outboundBugs,
  ...kindBugs,
  ...accessBugs,
  ...teamBugs,
  ...edgeBugs,
  ...simulationBugs,
  ...platformBugs,
  ...backupBugs,
];
