import { usualUptime } from "@vedette/core/uptime-definition";
import type { ComponentStatus, DayUptime, Snapshot, SnapshotComponent, SnapshotIncident } from "@vedette/core/snapshot";

const dayMs = 86_400_000;
export const todayMs = Date.UTC(2026, 10, 22);

/** Deterministic, so that a failing test fails again. Park and Miller 1988. */
export function seededRandom(seed: number): () => number {
  let state = ((seed * 69_621 + 12_345) % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export function sampleDays(seed: number, count = 90): DayUptime[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const downMs = random() < 0.03 ? Math.round(random() * 3_000_000) : 0;
    const degradedMs = random() < 0.04 ? Math.round(random() * 7_000_000) : 0;
    const maintenanceMs = random() < 0.01 ? 3_600_000 : 0;
    return {
      date: new Date(todayMs - (count - 1 - i) * dayMs).toISOString().slice(0, 10),
      upMs: dayMs - downMs - degradedMs - maintenanceMs,
      degradedMs,
      downMs,
      maintenanceMs,
      noDataMs: 0,
      excludedMs: 0,
      uptime: { up: dayMs - downMs - maintenanceMs, counted: dayMs - maintenanceMs },
    };
  });
}

export function sampleComponent(no: number, over: Partial<SnapshotComponent> = {}): SnapshotComponent {
  return {
    id: uuid(no),
    name: `Component ${no}`,
    description: null,
    groupId: null,
    position: no,
    status: "operational",
    showUptime: true,
    days: sampleDays(no),
    createdAt: "2026-06-01T08:00:00.000Z",
    updatedAt: "2026-11-22T13:02:00.000Z",
    ...over,
  };
}

export function sampleIncident(no: number, over: Partial<SnapshotIncident> = {}): SnapshotIncident {
  const id = uuid(9_000 + no);
  const resolvedAt = over.status === undefined || over.status === "resolved" ? "2026-11-20T10:21:00.000Z" : null;
  return {
    id,
    name: "Checkout answered with errors",
    status: "resolved",
    impact: "major",
    startedAt: "2026-11-20T09:40:00.000Z",
    createdAt: "2026-11-20T09:41:00.000Z",
    updatedAt: "2026-11-20T10:21:00.000Z",
    monitoringAt: null,
    resolvedAt,
    componentIds: [uuid(1)],
    updates: [
      {
        id: uuid(9_500 + no),
        status: over.status ?? "resolved",
        body: "A bad release was rolled back.\nAll orders were kept.",
        createdAt: "2026-11-20T10:21:00.000Z",
        editedAt: null,
      },
    ],
    ...over,
  };
}

export const uuid = (no: number) => `00000000-0000-4000-8000-${String(no).padStart(12, "0")}`;

export function sampleSnapshot(components = 30, over: Partial<Snapshot> = {}): Snapshot {
  return {
    version: 7,
    publishedAt: "2026-11-22T14:02:00.000Z",
    page: {
      id: uuid(1_000),
      slug: "acme",
      name: "Acme",
      description: "How our services are doing, measured from outside.",
      timeZone: "Europe/Berlin",
      url: "https://status.acme.example/s/acme",
      definition: usualUptime,
      uptime: { up: 99_950, counted: 100_000 },
      unseenMs: 0,
    },
    groups: [
      { id: uuid(2_000), name: "Shop", position: 2, uptime: { up: 99_960, counted: 100_000 }, unseenMs: 0 },
      { id: uuid(2_001), name: "Platform", position: 3, uptime: { up: 99_970, counted: 100_000 }, unseenMs: 0 },
    ],
    components: Array.from({ length: components }, (_, i) =>
      sampleComponent(i + 1, { groupId: i < 2 ? null : uuid(i < 12 ? 2_000 : 2_001), position: i < 2 ? i : i + 2, status: statusAt(i) }),
    ),
    incidents: [sampleIncident(1)],
    ...over,
  };
}

function statusAt(i: number): ComponentStatus | null {
  return i === 5 ? "degraded_performance" : i === 7 ? "under_maintenance" : i === 9 ? null : "operational";
}
