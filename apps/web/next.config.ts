import { join } from "node:path";
import type { NextConfig } from "next";

const root = join(import.meta.dirname, "../..");

export default {
  poweredByHeader: false,
  cacheComponents: false,
  images: { unoptimized: true },
  // `verify` checks them, with the types that the build writes: doing so here as well would take whoever starts the product half a minute.
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ["@vedette/core", "@vedette/db", "@vedette/engine", "@vedette/page", "@vedette/queue"],
  serverExternalPackages: [
    "pg",
    "bullmq",
    "ioredis",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
    "better-auth",
    "pino",
    "prom-client",
    "rate-limiter-flexible",
  ],
  outputFileTracingRoot: root,
  turbopack: { root },
} satisfies NextConfig;
