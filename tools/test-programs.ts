import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const programs = [
  { name: "redis-server", debianPackage: "redis-server", isThere: () => spawnSync("redis-server", ["--version"]).status === 0 },
  { name: "faketime", debianPackage: "faketime", isThere: () => spawnSync("faketime", ["--version"]).status === 0 },
  { name: "chromium", debianPackage: "chromium", isThere: () => existsSync(process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium") },
];

/**
 * Installs what the tests need from Debian's packages where we may, and answers with one sentence for all that is still
 * missing; null when nothing is.
 */
export function ensurePrograms(): string | null {
  const missing = () => programs.filter((program) => !program.isThere());
  if (missing().length > 0 && process.getuid?.() === 0) {
    const names = missing().map((program) => program.debianPackage);
    console.log(`Installing ${names.join(" and ")} from Debian's packages.`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-q"], { stdio: ["ignore", "ignore", "inherit"], env });
    spawnSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...names], { stdio: ["ignore", "ignore", "inherit"], env });
  }
  const still = missing();
  if (still.length === 0) return null;
  const names = still.map((program) => program.name).join(" and ");
  return `Missing: ${names}. Run \`sudo apt-get install ${still.map((program) => program.debianPackage).join(" ")}\` to have every test run.`;
}
