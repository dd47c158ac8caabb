// The one-shot service `secrets`: makes what is missing in the two volumes and never changes what is there.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../launcher/write-durably.ts";

const folder = process.argv[2] ?? "/run/vedette";

// Only web and worker are given the volume `app`; the password of a store is also read by the store's own user.
for (const name of ["app/auth_secret", "app/master_key", "store/pgpassword", "store/redis_password"]) {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  if (!existsSync(file)) writeDurably(file, randomBytes(32).toString(name.startsWith("app/") ? "base64" : "hex"), 0o444);
}
