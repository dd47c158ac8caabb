import { leastKeptDays } from "@vedette/core/retention";
import { z } from "zod";

const origin = (label: string) =>
  z
    .url({ protocol: /^https?$/, error: `${label} must be an address such as https://status.example.com.` })
    .transform((text) => text.replace(/\/+$/, ""));

const blankIsMissing = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text);

const Env = z.object({
  DATABASE_URL: z
    .string("DATABASE_URL is missing: the address of PostgreSQL.")
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must begin with postgres://."),
  AUTH_SECRET: z
    .string("AUTH_SECRET is missing: at least 32 random characters.")
    .min(32, "AUTH_SECRET is too short: use at least 32 random characters."),
  MASTER_KEY: z
    .string("MASTER_KEY is missing: 32 random bytes in base64, such as `openssl rand -base64 32` prints.")
    .refine(
      (text) => Buffer.from(text, "base64").length === 32,
      "MASTER_KEY must be 32 bytes in base64, such as `openssl rand -base64 32` prints.",
    ),
  PUBLIC_URL: origin("PUBLIC_URL"),
  EDGE_URL: origin("EDGE_URL"),
  WEB_PORT: z.coerce.number("WEB_PORT must be a port number.").int().min(0).max(65_535).default(3_000),
  WEB_HOST: z.string().default("0.0.0.0"),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "REDIS_URL must begin with redis://.")
    .optional(),
  SIGN_UP: z.enum(["closed", "invited", "open"], "SIGN_UP must be closed, invited or open.").default("invited"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "SMTP_URL must begin with smtp:// or smtps://.")
    .optional(),
  MAIL_FROM: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, "METRICS_TOKEN is too short: use at least 16 characters.").optional(),
  KEEP_CHECKS_DAYS: z.coerce
    .number("KEEP_CHECKS_DAYS must be a number of days.")
    .int("KEEP_CHECKS_DAYS must be whole days.")
    .min(leastKeptDays.checks, `KEEP_CHECKS_DAYS must be at least ${leastKeptDays.checks}.`)
    .max(3_650, "KEEP_CHECKS_DAYS must be at most 3650.")
    .default(30),
  TRUSTED_PROXIES: z.coerce.number("TRUSTED_PROXIES must be the number of proxies in front of web.").int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type WebEnv = z.infer<typeof Env> & {
  /** Whether the instance can send mail. */
  sendsMail: boolean;
};

/** Whether what browsers send cannot be read on the way: by https, or because it never leaves the machine. */
export function isProtected(env: Pick<WebEnv, "PUBLIC_URL">): boolean {
  const { protocol, hostname } = new URL(env.PUBLIC_URL);
  return protocol === "https:" || hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

const samples = ["changeme", "change-me", "secret", "example", "password"];

/**
 * Reads and checks the environment. All problems are told in one error, so that they can be mended in one go.
 * A variable that is set but blank counts as missing; a secret that looks like a sample is refused.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): WebEnv {
  const parsed = Env.safeParse(Object.fromEntries(Object.keys(Env.shape).map((key) => [key, blankIsMissing(source[key])])));
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  for (const key of ["AUTH_SECRET", "MASTER_KEY"] as const) {
    const text = source[key]?.toLowerCase() ?? "";
    if (samples.some((sample) => text.startsWith(sample)) || /^(.)\1*$/.test(text.slice(0, 16) || "ab"))
      problems.push(`${key} is a sample, not a secret. Make a random one.`);
  }
  if (parsed.data?.SMTP_URL !== undefined && parsed.data.MAIL_FROM === undefined)
    problems.push("MAIL_FROM is missing: with SMTP_URL set, mails need a sender.");
  if (!parsed.success || problems.length > 0) throw new Error(`The configuration is incomplete:\n- ${problems.join("\n- ")}`);
  return { ...parsed.data, sendsMail: parsed.data.SMTP_URL !== undefined };
}
