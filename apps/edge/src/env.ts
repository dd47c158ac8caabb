import { join } from "node:path";
import { z } from "zod";

const Env = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "must be the address of a PostgreSQL database, such as postgresql://user:password@host:5432/vedette",
  }),
  EDGE_PORT: z.coerce.number("must be a port").int().min(0).max(65_535).default(3001),
  /** Absent: all addresses of the machine. */
  EDGE_HOST: z.string().min(1).optional(),
  /** Where visitors find pages. */
  EDGE_URL: z.url({ protocol: /^https?$/, error: "must be an address such as https://status.example.com" }).optional(),
  DATA_DIR: z
    .string()
    .min(1)
    .default(join(import.meta.dirname, "../../../data")),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});
export type Env = z.infer<typeof Env>;

/** Reads the environment once. Throws one error that names every problem; an empty variable counts as absent. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not usable:\n${problems.join("\n")}`);
}
