import { defineConfig } from "prisma/config";

// The CLI is used for `generate` alone, which never connects; migrations are applied by src/migrate.ts.
export default defineConfig({ schema: "../../prisma", datasource: { url: "postgresql://generate-never-connects/vedette" } });
