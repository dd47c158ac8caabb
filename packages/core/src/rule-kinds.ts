import { burnRate } from "./rules/burn-rate.ts";
import { certificate } from "./rules/certificate.ts";
import { domain } from "./rules/domain.ts";
import { errorRate } from "./rules/error-rate.ts";
import { forecast } from "./rules/forecast.ts";
import { latency } from "./rules/latency.ts";
import { metric } from "./rules/metric.ts";
import type { RuleKindInfo } from "./rules/rule-kind.ts";
import { runtime } from "./rules/runtime.ts";
import { trend } from "./rules/trend.ts";
import { uptime } from "./rules/uptime.ts";

/** Every kind of rule under the name that is stored. A further kind is a file in `rules/` and a line here. */
const all = {
  latency,
  error_rate: errorRate,
  uptime,
  burn_rate: burnRate,
  metric,
  certificate,
  domain,
  runtime,
  forecast,
  trend,
};

export type RuleKind = keyof typeof all;
export const ruleKindNames = Object.keys(all) as RuleKind[]; // safe because the literal's keys are the type

// safe because each entry is only ever called with params that its own schema has read: `infoOf` looks it up by the rule's kind
export const ruleKinds = all as unknown as Record<RuleKind, RuleKindInfo>;
