import { leastKeptDays } from "@vedette/core/retention";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

const Env = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "must be the address of a PostgreSQL database, such as postgresql://user:password@host:5432/vedette",
  }),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must begin with redis:// or rediss://" }).optional(),
  MASTER_KEY: z
    .base64("must be base64")
    .refine(
      (text) => Buffer.from(text, "base64").length === 32,
      "must be the base64 of exactly 32 bytes, such as openssl rand -base64 32 prints",
    ),
  PUBLIC_URL: z.url("must be the address at which people open Vedette").transform(withoutSlash),
  EDGE_URL: z.url("must be the address at which visitors open status pages").transform(withoutSlash),
  WORKER_PORT: port.default(3002),
  LOCATION: z.coerce.number().int().min(1).max(32_767).default(1),
  CANARIES: z
    .string()
    .transform((text) => text.split(",").map((address) => address.trim()))
    .pipe(
      z
        .array(z.url({ protocol: /^https?$/, error: "must be addresses that begin with http:// or https://, with commas between them" }))
        .max(5),
    )
    .default([]),
  LOCATION_NAME: z.string().trim().min(1).max(60, "must have at most 60 characters").optional(),
  SIGN_UP: z.enum(["closed", "invited", "open"]).default("invited"),
  PRIVATE_TARGETS: z.enum(["allowed", "refused"], "must be allowed or refused").optional(),
  RDAP_BOOTSTRAP_URL: z.url({ protocol: /^https?$/, error: "must begin with https:// or http://" }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must begin with smtp:// or smtps://" }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  KEEP_CHECKS_DAYS: z.coerce.number("must be a number of days").int().min(leastKeptDays.checks).max(3_650).default(30),
  HEARTBEAT_URL: z.url({ protocol: /^https?$/, error: "must begin with https:// or http://" }).optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** `step:n`, for crash tests alone: the process ends itself at the n-th passing of that step. */
  FAILPOINT: z
    .string()
    .regex(/^[a-z-]+:\d+$/)
    .optional(),
});
export type Env = z.infer<typeof Env>;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Reads the environment once. Throws one error that names every problem; an empty variable counts as absent. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    throw new Error(
      `The environment is not usable:\n${parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`).join("\n")}`,
    );
  }
  if (parsed.data.SMTP_URL !== undefined && parsed.data.MAIL_FROM === undefined) {
    throw new Error("The environment is not usable:\n  MAIL_FROM: must be set where SMTP_URL is, such as Vedette <alerts@example.com>");
  }
  return parsed.data;
}
