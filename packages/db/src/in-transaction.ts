import type pg from "pg";
import { type Sql, sqlOn } from "./sql.ts";

/** Runs `work` on one connection: either all of it happened or none of it; a lost connection counts as none. */
export async function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // A lost connection fails the query under way; unheard, the same news as an event would end the process.
  const lost = () => {
    broken = true;
  };
  client.on("error", lost);
  try {
    await client.query("BEGIN");
    const value = await work(sqlOn(client));
    await client.query("COMMIT");
    return value;
  } catch (error) {
    // A connection that cannot even roll back is thrown away; the server rolls back for it.
    await client.query("ROLLBACK").catch(lost);
    throw error;
  } finally {
    client.release(broken);
    client.off("error", lost);
  }
}
