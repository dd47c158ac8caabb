import { selfTestIds, selfTestIntervalMs, selfTestTeamId, selfTestUrl } from "@vedette/core/self-test";
import { ChannelInput } from "@vedette/core/channel";
import { MonitorInput } from "@vedette/core/monitor";
import type { Db } from "@vedette/db/db";
import { contentOf, targetWith } from "./channel-content.ts";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { startWatching, watchedOf } from "./start-watching.ts";

/** Makes the monitor and the channel by which a location watches itself. A second call changes nothing but the secret of the channel. */
export async function prepareSelfTest(
  deps: Pick<ConfigDeps, "db" | "now" | "newId" | "sealer">,
  locationNo: number,
  token: string,
): Promise<void> {
  const teamId = selfTestTeamId;
  const { monitorId, channelId } = selfTestIds(locationNo);
  const name = `Self-test of location ${locationNo}`;
  const url = selfTestUrl(token);
  const key = { teamId, id: channelId };
  const { target, ...channel } = ChannelInput.parse({ name, target: { kind: "webhook", url: `${url}/${locationNo}` } });
  const content = contentOf(deps.sealer, key, channel, targetWith(target, null));
  await changeTeam(deps, teamId, async (tx) => {
    const nowMs = deps.now();
    if ((await tx.teams.name(teamId)) === null)
      await tx.teams.create({ id: teamId, name: "Self-test", slug: `self-test-${deps.newId()}`, pingKey: deps.newId() }, nowMs);
    const before = await tx.channels.find(key);
    if (before === null) await tx.channels.create(key, content, nowMs);
    else await tx.channels.update(key, before.version, content);
    await tx.channels.setEnabled(key, true);
    const input = MonitorInput.parse({
      name,
      spec: { kind: "http", url, timeoutMs: 4_000 },
      intervalMs: selfTestIntervalMs,
      policy: { failuresToOpen: 1, successesToClose: 1 },
      channels: [channelId],
      locationNos: [locationNo],
    });
    const known = await tx.monitors.find({ teamId, id: monitorId });
    if (known !== null) {
      await tx.monitors.update({ teamId, id: monitorId }, known.version, input, null);
      return;
    }
    const created = await tx.monitors.create(
      { id: monitorId, teamId, slug: `location-${locationNo}`, creationKey: null, input, sealed: null },
      nowMs,
    );
    await startWatching(tx, nowMs, teamId, [watchedOf(created)], "created");
  });
}

/** Takes notice of an alert of a location's own monitor that came back. */
export async function selfTestReturned(db: Db, locationNo: number): Promise<void> {
  await db.transaction((tx) => tx.selfTests.returned(locationNo, selfTestIds(locationNo).monitorId));
}
