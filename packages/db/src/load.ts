import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from } from "pg-copy-streams";
import type { DumpContents, DumpedRows } from "./dump.ts";

const range = /^FOR VALUES FROM \('[\d:+ -]+'\) TO \('[\d:+ -]+'\)$/;

/**
 * Replaces everything in the database, whose schema has to be the one that was dumped, in one transaction. Rows come table by table, in the
 * order of the contents. Returns how many there were.
 */
export async function load(connectionString: string, contents: DumpContents, rows: AsyncGenerator<DumpedRows>): Promise<number> {
  const client = new pg.Client({ connectionString, application_name: "vedette-restore" });
  // A lost connection fails the query under way; unheard, the same news as an event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SET TIME ZONE 'UTC'");
    await client.query("BEGIN");
    const name = pg.escapeIdentifier;
    // Migrations write rows of their own.
    await client.query(`TRUNCATE ${contents.tables.map((table) => name(table.name)).join(", ")}`);
    for (const part of contents.partitions) {
      if (!range.test(part.bounds)) throw new Error(`the partition ${part.name} has the bounds ${part.bounds}`);
      await client.query(`CREATE TABLE IF NOT EXISTS ${name(part.name)} PARTITION OF ${name(part.of)} ${part.bounds}`);
    }
    const columns = new Map(contents.tables.map((table) => [table.name, table.columns.map(name).join(", ")]));
    let count = 0;
    for await (const { table, data } of tablesOf(rows)) {
      const copy = client.query(from(`COPY ${name(table)} (${columns.get(table)}) FROM STDIN`));
      await pipeline(Readable.from(data), copy);
      count += copy.rowCount;
    }
    for (const sequence of contents.sequences)
      await client.query("SELECT setval($1::regclass, $2)", [name(sequence.name), sequence.lastValue]);
    await client.query("COMMIT");
    // Plans that were made for empty tables would be bad ones.
    await client.query("ANALYZE");
    return count;
  } finally {
    await client.end();
  }
}

/** Each table with its rows, which have to be read before the next table is asked for. */
async function* tablesOf(rows: AsyncGenerator<DumpedRows>): AsyncGenerator<{ table: string; data: AsyncGenerator<Buffer> }> {
  let next = await rows.next();
  while (next.done !== true) {
    const { table } = next.value;
    const data = async function* () {
      for (; next.done !== true && next.value.table === table; next = await rows.next()) yield next.value.data;
    };
    yield { table, data: data() };
  }
}
