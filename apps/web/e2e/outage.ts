import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { freePort } from "@vedette/testkit/free-port";
import type { Api } from "./api.ts";

/** A monitor of a port on which nobody listens, once its incident is open. */
export async function startOutage(api: Api, team: string, name: string): Promise<{ monitorId: string; incidentId: string }> {
  const monitor = await api.monitors.create.mutate({
    team,
    creationKey: randomUUID(),
    monitor: {
      name,
      intervalMs: 1_000,
      spec: { kind: "http", url: `http://127.0.0.1:${await freePort()}/`, timeoutMs: 1_000 },
      policy: { failuresToOpen: 2, successesToClose: 1 },
    },
  });
  const openIncident = async () => (await api.monitors.get.query({ team, monitorId: monitor.id })).openIncidentId;
  await expect.poll(openIncident, { timeout: 60_000 }).not.toBeNull();
  return { monitorId: monitor.id, incidentId: (await openIncident()) ?? "" };
}
