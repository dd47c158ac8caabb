// pnpm migration NAME: writes prisma/migrations/<n>_NAME/migration.sql, the difference between the schema of the last
// commit and the one in the work tree. Hand-written parts (partitions, partial indexes, checks) are added to the same file.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startPostgresServer } from "@vedette/testkit/postgres-server";

const root = join(import.meta.dirname, "..");
const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Usage: pnpm migration NAME, with NAME in lower-case letters, digits and underscores.");
  process.exit(2);
}

const fromDb = createRequire(join(root, "packages/db/package.json"));
const { SchemaEngine } = await import(fromDb.resolve("@prisma/schema-engine-wasm"));
const { bindMigrationAwareSqlAdapterFactory } = await import(fromDb.resolve("@prisma/driver-adapter-utils"));
const { PrismaPg } = await import(fromDb.resolve("@prisma/adapter-pg"));

function committedSchema(): string | null {
  try {
    return execFileSync("git", ["show", "HEAD:prisma/schema.prisma"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}

const path = "prisma/schema.prisma";
const before = committedSchema();
const after = readFileSync(join(root, path), "utf8");
// The engine compares schemas inside a shadow database, so it gets a server of its own for these seconds.
await using server = await startPostgresServer();
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: server.url, max: 1, idleTimeoutMillis: 100 }));
const engine = await SchemaEngine.new({ datamodels: [[path, after]] }, () => {}, adapter);
const { stdout } = await engine.diff({
  from: before === null ? { tag: "empty" } : { tag: "schemaDatamodel", files: [{ path, content: before }] },
  to: { tag: "schemaDatamodel", files: [{ path, content: after }] },
  script: true,
  shadowDatabaseUrl: null,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});

const migrations = join(root, "prisma/migrations");
mkdirSync(migrations, { recursive: true });
const applied = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const next = String(applied.length + 1).padStart(4, "0");
const folder = join(migrations, `${next}_${name}`);
mkdirSync(folder);
writeFileSync(join(folder, "migration.sql"), stdout);
console.log(`Wrote ${join(folder, "migration.sql")}. Read it, add what Prisma cannot say, and commit it with the schema.`);
