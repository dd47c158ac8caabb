import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../fixtures");
const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** The authority that signed the fixtures; trust it with `tls.setDefaultCACertificates` before the first TLS connection. */
export const testAuthority = read("ca.pem");

/** `good` and `expired` are for good.test, localhost and 127.0.0.1; `wrong-name` is for elsewhere.test. Valid to 2120 but for `expired` (2021). */
export function tlsFixture(name: "good" | "expired" | "wrong-name"): { cert: string; key: string } {
  return { cert: read(`${name}.pem`), key: read(`${name}.key.pem`) };
}
