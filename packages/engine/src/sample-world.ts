import type { Severity } from "@vedette/core/health";
import { HttpSpec } from "@vedette/core/kinds/http";
import type { PageUpdateInput } from "@vedette/core/page-update";
import type { ReasonCode } from "@vedette/core/probe-result";
import type { VerdictKind } from "@vedette/core/verdict";

/** A believable service: how fast it answers, how that follows the day, and how it has grown. Milliseconds. */
export type SampleMonitor = {
  name: string;
  slug: string;
  group: "Product" | "Platform";
  spec: HttpSpec;
  tags: readonly string[];
  baseMs: number;
  noonMs: number;
  growthMsPerDay: number;
  noise: number;
  certificateDays: number;
};

const monitor = (
  name: string,
  group: SampleMonitor["group"],
  url: string,
  shape: Pick<SampleMonitor, "baseMs" | "noonMs" | "noise"> & Partial<SampleMonitor>,
): SampleMonitor => ({
  name,
  slug: name.toLowerCase().replaceAll(" ", "-"),
  group,
  spec: HttpSpec.parse({ kind: "http", url, slowAfterMs: 1_500 }),
  growthMsPerDay: 0,
  certificateDays: 74,
  tags: [group === "Product" ? "customers" : "internal"],
  ...shape,
});

export const sampleMonitors: readonly SampleMonitor[] = [
  monitor("Website", "Product", "https://www.acme.example/", { baseMs: 180, noonMs: 60, noise: 0.15 }),
  monitor("Checkout", "Product", "https://checkout.acme.example/health", {
    baseMs: 320,
    noonMs: 140,
    noise: 0.2,
    tags: ["customers", "money"],
  }),
  monitor("Search API", "Product", "https://search.acme.example/v1/health", { baseMs: 260, noonMs: 90, noise: 0.12, growthMsPerDay: 9 }),
  monitor("Sign-in", "Product", "https://login.acme.example/", { baseMs: 140, noonMs: 30, noise: 0.1, certificateDays: 12 }),
  monitor("Payments API", "Platform", "https://payments.acme.example/v2/status", {
    baseMs: 410,
    noonMs: 80,
    noise: 0.25,
    tags: ["internal", "money"],
  }),
  monitor("Admin console", "Platform", "https://admin.acme.example/", { baseMs: 230, noonMs: 20, noise: 0.18 }),
  monitor("Image CDN", "Platform", "https://cdn.acme.example/pixel.png", { baseMs: 45, noonMs: 10, noise: 0.3, growthMsPerDay: -0.1 }),
  monitor("Docs", "Platform", "https://docs.acme.example/", { baseMs: 120, noonMs: 15, noise: 0.12 }),
];

/** `raisedAfterMin`: a slow service that failed later. An outage without `minutes` lasts. `update`: what readers of the page were told. */
export type SampleOutage = {
  monitor: string;
  minutesAgo: number;
  minutes: number | null;
  opensAs: Severity;
  raisedAfterMin?: number;
  ackedAfterMin?: number;
  update?: PageUpdateInput & { afterMin: number };
};

const day = 1_440;
export const sampleOutages: readonly SampleOutage[] = [
  { monitor: "Payments API", minutesAgo: 81 * day + 312, minutes: 17, opensAs: "down", ackedAfterMin: 4 },
  { monitor: "Docs", minutesAgo: 70 * day + 844, minutes: 42, opensAs: "down" },
  { monitor: "Checkout", minutesAgo: 58 * day + 97, minutes: 63, opensAs: "degraded", raisedAfterMin: 21, ackedAfterMin: 6 },
  { monitor: "Website", minutesAgo: 47 * day + 605, minutes: 4, opensAs: "down" },
  { monitor: "Admin console", minutesAgo: 41 * day + 1_130, minutes: 126, opensAs: "degraded" },
  { monitor: "Image CDN", minutesAgo: 29 * day + 33, minutes: 9, opensAs: "down", ackedAfterMin: 3 },
  { monitor: "Sign-in", minutesAgo: 19 * day + 702, minutes: 12, opensAs: "down", ackedAfterMin: 2 },
  { monitor: "Payments API", minutesAgo: 8 * day + 461, minutes: 34, opensAs: "degraded", ackedAfterMin: 9 },
  { monitor: "Checkout", minutesAgo: 2 * day + 215, minutes: 7, opensAs: "down", ackedAfterMin: 2 },
  { monitor: "Docs", minutesAgo: 310, minutes: 6, opensAs: "down" },
  {
    monitor: "Search API",
    minutesAgo: 38,
    minutes: null,
    opensAs: "degraded",
    update: {
      afterMin: 14,
      status: "identified",
      body: "A new index is being built, which slows searches down. They find everything, and will be fast again once it is built.",
    },
  },
];

/** When nobody looked, and when work was announced; minutes before now. */
export const sampleGap = { minutesAgo: 33 * day + 190, minutes: 25 };
export const sampleMaintenance = {
  title: "Database upgrade",
  minutesAgo: 20 * day + 600,
  minutes: 90,
  monitors: ["Checkout", "Payments API"],
};

export type SampleCheck = { dueMs: number; verdict: VerdictKind; code: ReasonCode | null; status: number; totalUs: number };

/** mulberry32: uniform in [0, 1), the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a check at `dueMs` saw, while the service was in the given state. */
export function sampleCheck(
  shape: SampleMonitor,
  dueMs: number,
  daysSinceStart: number,
  state: "up" | Severity,
  random: () => number,
): SampleCheck {
  const hour = (dueMs / 3_600_000) % 24;
  const calmMs = shape.baseMs + shape.growthMsPerDay * daysSinceStart + shape.noonMs * Math.max(0, Math.sin(((hour - 5) / 16) * Math.PI));
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const slowMs = shape.spec.slowAfterMs ?? 1_500;
  const ms = calmMs * Math.exp(shape.noise * normal);
  if (state === "down")
    return { dueMs, verdict: "down", code: "status_unexpected", status: 503, totalUs: Math.round(Math.min(ms, slowMs) * 1_000) };
  if (state === "degraded")
    return { dueMs, verdict: "degraded", code: "too_slow", status: 200, totalUs: Math.round((slowMs + 2 * ms) * 1_000) };
  return { dueMs, verdict: "up", code: null, status: 200, totalUs: Math.round(Math.min(ms, slowMs) * 1_000) };
}
