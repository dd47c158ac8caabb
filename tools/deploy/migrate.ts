// The one-shot service `migrate`: brings the database at DATABASE_URL to the newest schema. Safe to run again and at once elsewhere.
import { migrate } from "../../packages/db/src/migrate.ts";
import { assertRestored } from "../../packages/db/src/restoring.ts";

try {
  await assertRestored(process.env["DATABASE_URL"] ?? "");
  const applied = await migrate(process.env["DATABASE_URL"] ?? "");
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
