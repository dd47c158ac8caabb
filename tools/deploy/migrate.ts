// The one-shot service `migrate`: brings the database at DATABASE_URL to the newest schema. Safe to run again and at once elsewhere.
import { migrate } from "../../packages/db/src/migrate.ts";

try {
  const applied = await migrate(process.env["DATABASE_URL"] ?? "");
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
