import pg from "pg";
import { to } from "pg-copy-streams";
import { migrationLock } from "./migrate.ts";

/** What a dump consists of beside its rows. A table stands behind those that it refers to. */
export type DumpContents = {
  takenAtMs: number;
  /** Applied ones, by name with their checksums. */
  migrations: Record<string, string>;
  tables: { name: string; columns: string[] }[];
  partitions: { name: string; of: string; bounds: string }[];
  sequences: { name: string; lastValue: string }[];
};

/** Rows of one table in PostgreSQL's text format for COPY, cut anywhere. */
export type DumpedRows = { table: string; data: Buffer };

/**
 * Reads everything that is in the database at one moment, while it is in use: a description, then the rows, table by table. Of the queue,
 * whose jobs are only doorbells, nothing. Migrations wait until it has ended.
 */
export async function* dump(connectionString: string): AsyncGenerator<DumpContents | DumpedRows> {
  const client = new pg.Client({ connectionString, application_name: "vedette-backup" });
  // A lost connection fails the query under way; unheard, the same news as an event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock_shared($1)", [migrationLock]);
    await client.query("SET TIME ZONE 'UTC'");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const contents = await contentsOf(client);
    yield contents;
    for (const { name, columns } of contents.tables) {
      // The form with a query also reads tables that have partitions.
      const from = `SELECT ${columns.map(pg.escapeIdentifier).join(", ")} FROM ${pg.escapeIdentifier(name)}`;
      for await (const data of client.query(to(`COPY (${from}) TO STDOUT`)) as AsyncIterable<Buffer>) yield { table: name, data };
    }
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

async function contentsOf(client: pg.Client): Promise<DumpContents> {
  const rows = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
  const [clock] = await rows<{ ms: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::float8 AS ms");
  const migrations = await rows<{ name: string; checksum: string }>(
    "SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1",
  );
  const tables = await rows<{ name: string; columns: string[]; parents: string[] }>(
    `SELECT c.relname AS name,
       (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT coalesce(json_agg(DISTINCT p.relname), '[]') FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND p.oid <> c.oid) AS parents
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations' ORDER BY c.relname`,
  );
  return {
    takenAtMs: clock?.ms ?? 0,
    migrations: Object.fromEntries(migrations.map(({ name, checksum }) => [name, checksum])),
    tables: parentsFirst(tables).map(({ name, columns }) => ({ name, columns })),
    partitions: await rows(
      `SELECT c.relname AS name, p.relname AS of, pg_get_expr(c.relpartbound, c.oid) AS bounds
       FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' ORDER BY c.relname`,
    ),
    sequences: await rows(
      `SELECT sequencename AS name, last_value::text AS "lastValue" FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1`,
    ),
  };
}

function parentsFirst<Table extends { name: string; parents: string[] }>(tables: readonly Table[]): Table[] {
  const ordered = new Map<string, Table>();
  while (ordered.size < tables.length) {
    const ready = tables.filter((table) => !ordered.has(table.name) && table.parents.every((parent) => ordered.has(parent)));
    if (ready.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of ready) ordered.set(table.name, table);
  }
  return [...ordered.values()];
}
