import { expect, it } from "vitest";
import { freshDatabase } from "../src/database.ts";

it("gives each test a migrated database of its own and drops it afterwards", async () => {
  let url = "";
  {
    await using first = await freshDatabase();
    await using second = await freshDatabase();
    url = first.url;
    await first.pool.query("CREATE TABLE mine (n int)");
    const tables = await second.pool.query<{ mine: string | null; migrations: string | null }>(
      "SELECT to_regclass('mine')::text AS mine, to_regclass('_prisma_migrations')::text AS migrations",
    );
    expect(tables.rows).toEqual([{ mine: null, migrations: "_prisma_migrations" }]);
  }
  await using another = await freshDatabase();
  const gone = await another.pool.query("SELECT 1 FROM pg_database WHERE datname = $1", [new URL(url).pathname.slice(1)]);
  expect(gone.rowCount).toBe(0);
});
