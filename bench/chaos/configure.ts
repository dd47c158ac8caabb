import { randomUUID } from "node:crypto";
import type { Actor } from "@vedette/core/access";
import { ChannelInput } from "@vedette/core/channel";
import { MonitorInput } from "@vedette/core/monitor";
import { openDb } from "@vedette/db/db";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { createChannel } from "@vedette/engine/create-channel";
import { createMonitor } from "@vedette/engine/create-monitor";
import { createSealer } from "@vedette/engine/seal";
import { insertTeam } from "@vedette/testkit/fixtures";
import pg from "pg";
import { addressOf, locations } from "./addresses.ts";

type Setting = { databaseUrl: string; masterKey: Buffer; hookUrl: string; farmPort: number; targets: number; isAlone: boolean };

const alone = { locationNos: [1], rule: "majority" } as const;

/** From where targets are looked at, in turn. */
const watches = [
  alone,
  { locationNos: [1, 2], rule: "any" },
  { locationNos: [1, 2], rule: "majority" },
  { locationNos: [1, 2], rule: "all" },
  { locationNos: [2], rule: "majority" },
] as const;

/** The locations, who runs the instance, a team whose webhook is told of everything, and a monitor per target: every second or every other. */
export async function configure({ databaseUrl, masterKey, hookUrl, farmPort, targets, isAlone }: Setting): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const db = openDb({ connectionString: databaseUrl, maxConnections: 4 });
  opened.defer(() => db.close());
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  opened.defer(() => pool.end());
  const deps: ConfigDeps = {
    db,
    now: Date.now,
    newId: randomUUID,
    sealer: createSealer([{ id: 1, key: masterKey }]),
    publicUrl: "http://127.0.0.1:3000",
    sendsMail: false,
    ring: async () => {},
  };
  for (const { no, name } of locations) await db.config.locations.register(no, name);
  const team = await insertTeam(pool);
  const userId = randomUUID();
  await pool.query(
    "INSERT INTO users (id, name, email, is_instance_owner, updated_at) VALUES ($1, 'Ada', 'ada@acme.example', true, now())",
    [userId],
  );
  const actor: Actor = { userId, teamId: team.id, role: "owner", ip: null };
  await createChannel(deps, actor, { channel: ChannelInput.parse({ name: "Hook", target: { kind: "webhook", url: hookUrl } }) });
  for (let target = 0; target < targets; target++) {
    const spec = { kind: "http", url: `http://${addressOf(target)}:${farmPort}/t/${target}`, timeoutMs: 1_000 };
    const { locationNos, rule } = isAlone ? alone : (watches[target % watches.length] ?? watches[0]);
    const intervalMs = target % 2 === 0 ? 1_000 : 2_000;
    const monitor = MonitorInput.parse({ name: `T${target}`, spec, intervalMs, locationNos, quorum: { rule } });
    await createMonitor(deps, actor, { creationKey: randomUUID(), monitor });
  }
}
