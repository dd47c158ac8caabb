import { type Db, openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import type pg from "pg";
import { expect, it } from "vitest";
import type { Statement } from "../model/database.ts";
import type { Tables } from "../model/tables.ts";
import { epochMs, simulate } from "../simulate.ts";

type Nouns = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
/** A transaction under way. */
type Session = { nouns: Nouns; end: (isCommitted: boolean) => Promise<void> };

class RolledBack extends Error {}

/** Where the order of rows means something. */
const ordered = new Set(["batches.expired", "outbox.due"]);
const fresh = Math.floor(Date.now() / 1_000) % 1_000_000;

// 79,694 tells of an incident that a parent held.
it.each([1, 2, 3, 79_694, fresh])(
  "the model answers what PostgreSQL answers, statement by statement (seed %i)",
  { timeout: 120_000 },
  async (seed) => {
    await using database = await freshDatabase();
    await database.pool.query(simulatedClock);
    await database.pool.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET search_path = simulated, pg_catalog, public`);
    const statements: Statement[] = [];
    let world: World | undefined;
    await simulate(seed, {
      onWorld: (tables) => (world = worldOf(tables)),
      onStatement: (statement) => statements.push(structuredClone(statement)),
    });
    if (world === undefined) throw new Error("There is no world.");
    await insertWorld(database.pool, world);
    expect(statements.length).toBeGreaterThan(100);

    const db = openDb({ connectionString: database.url, maxConnections: 30 });
    const sessions = new Map<number, Session>();
    try {
      for (const [i, { session: no, name, args, answer, nowMs }] of statements.entries()) {
        await database.pool.query("UPDATE simulated.clock SET ms = $1", [nowMs]);
        if (name === "commit" || name === "rollback") {
          if (no !== 0) await sessions.get(no)?.end(name === "commit");
          sessions.delete(no);
          continue;
        }
        const session = no === 0 ? null : (sessions.get(no) ?? (await begin(db)));
        if (session !== null) sessions.set(no, session);
        const said = await ask(session?.nouns ?? (db as unknown as Nouns), name, args); // safe because only nouns are asked
        expect(plain(said, name), `statement ${i}: ${name} ${JSON.stringify(args)}`).toEqual(plain(answer, name));
      }
    } finally {
      for (const session of sessions.values()) await session.end(false);
      await db.close();
    }
  },
);

/** Found before PostgreSQL's own, so that both databases show the same time. */
const simulatedClock = `
  CREATE SCHEMA simulated;
  CREATE TABLE simulated.clock (ms bigint NOT NULL);
  INSERT INTO simulated.clock VALUES (${epochMs});
  CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(ms / 1000.0) FROM simulated.clock';
  CREATE FUNCTION simulated.statement_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(ms / 1000.0) FROM simulated.clock';
  ALTER TABLE outbox ALTER created_at SET DEFAULT simulated.clock_timestamp(), ALTER next_attempt_at SET DEFAULT simulated.clock_timestamp()`;

async function begin(db: Db): Promise<Session> {
  const given = Promise.withResolvers<Nouns>();
  const over = Promise.withResolvers<boolean>();
  const ended = db.transaction(async (tx) => {
    given.resolve(tx as unknown as Nouns); // safe because only nouns are asked
    if (!(await over.promise)) throw new RolledBack();
  });
  ended.catch(given.reject);
  return {
    nouns: await given.promise,
    end: async (isCommitted) => {
      over.resolve(isCommitted);
      await ended.catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    },
  };
}

async function ask(nouns: Nouns, name: string, args: readonly unknown[]): Promise<unknown> {
  const [noun = "", verb = ""] = name.split(".");
  const asked = args.map((arg) => {
    if (typeof arg !== "object" || arg === null || !("ids" in arg)) return arg;
    const ids = [...(arg.ids as string[])]; // safe because the model writes down the ids that it was given
    return () => ids.shift();
  });
  return await nouns[noun]?.[verb]?.(...asked);
}

/** Without what says nothing: the order of rows that have none, and sets and buffers that cannot be compared. */
function plain(value: unknown, name: string): unknown {
  if (value === undefined) return null;
  if (value instanceof Set) return [...(value as Set<string>)].toSorted((a, b) => (a < b ? -1 : 1)); // safe because only ids come in sets
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, name));
    return ordered.has(name)
      ? items
      : items
          .map((item) => ({ item, text: JSON.stringify(item) }))
          .toSorted((a, b) => (a.text < b.text ? -1 : 1))
          .map(({ item }) => item);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, plain((value as Record<string, unknown>)[key], name)]),
  ); // safe because it is an object
}

type World = ReturnType<typeof worldOf>;

/** As it is before anything happens. */
function worldOf({ team, monitors, locationNames, schedules, channels }: Tables) {
  return { team, monitors, locationNames, schedules: [...schedules.rows.values()], channels: [...channels.rows.values()] };
}

async function insertWorld(pool: pg.Pool, { team, monitors, locationNames, schedules, channels }: World): Promise<void> {
  await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, $2, $3, gen_random_uuid())", [team.id, team.name, team.slug]);
  for (const [no, name] of locationNames)
    await pool.query("INSERT INTO locations (no, code, name) VALUES ($1, $2, $3) ON CONFLICT (no) DO UPDATE SET name = $3", [
      no,
      `place-${no}`,
      name,
    ]);
  for (const { id, sealed } of channels)
    await pool.query("INSERT INTO channels (id, team_id, name, kind, config, sealed) VALUES ($1, $2, 'Hook', 'webhook', '{}', $3)", [
      id,
      team.id,
      sealed,
    ]);
  for (const { no, id, name, spec, intervalMs, policy, locationNos, quorum } of monitors.values()) {
    await pool.query(
      `INSERT INTO monitors (id, team_id, compat_number, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, location_nos, quorum, quorum_at_least)
       VALUES ($1, $2, $3, $4, 'monitor-' || $3::int, 'http', $5, $5::jsonb ->> 'url', $6, $7, $8, $9, $10, $11)`,
      [id, team.id, no, name, spec, intervalMs, policy.failuresToOpen, policy.successesToClose, locationNos, quorum.rule, quorum.atLeast],
    );
    await pool.query("INSERT INTO monitor_states (monitor_no, team_id) VALUES ($1, $2)", [no, team.id]);
  }
  for (const { no, parentNos } of monitors.values())
    for (const parentNo of parentNos)
      await pool.query("INSERT INTO monitor_parents (team_id, child_no, parent_no) VALUES ($1, $2, $3)", [team.id, no, parentNo]);
  for (const { monitorNo, locationNo, intervalMs, phaseMs, nextDueMs } of schedules)
    await pool.query(
      "INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms) VALUES ($1, $2, $3, 1, $4, $5, $6)",
      [monitorNo, locationNo, team.id, intervalMs, phaseMs, nextDueMs],
    );
}
