import pg from "pg";
import { publicationsOn } from "./publications.ts";
import { sqlOn } from "./sql.ts";

export type PublicationReader = ReturnType<typeof publicationsOn> & { close: () => Promise<void> };

/**
 * What edge needs of the database and no more: two connections, without the Prisma client. Opens lazily, so a dead database does
 * not keep edge from starting; each query fails within seconds instead of hanging.
 */
export function openPublicationReader(connectionString: string): PublicationReader {
  const pool = new pg.Pool({
    connectionString,
    max: 2,
    application_name: "vedette-edge",
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    statement_timeout: 10_000,
  });
  // Idle connections die with the server; the pool replaces them, and the next query tells whoever needs to know.
  pool.on("error", () => {});
  return { ...publicationsOn(sqlOn(pool)), close: async () => await pool.end() };
}
