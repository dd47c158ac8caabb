// pnpm verify: everything a machine can judge without a service. Exits 1 when a step fails.
import { verify } from "./verify-steps.ts";

const results = await verify();
const failed = results.filter((result) => !result.ok);
console.log(failed.length === 0 ? "verified" : `failed: ${failed.map((result) => result.name).join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
