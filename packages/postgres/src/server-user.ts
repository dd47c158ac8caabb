import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { PostgresError } from "./postgres-error.ts";

/** Whom the server runs as. null: as ourselves, which is right for everyone but root, whom PostgreSQL refuses. */
export type ServerUser = { uid: number; gid: number } | null;

/** The user `postgres` when we are root, created where the system has none. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const existing = lookUp();
  if (existing !== null) return existing;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"], {
      stdio: "pipe",
    });
  } catch {
    throw new PostgresError(
      "PostgreSQL refuses to run as root, and no user for it could be created. Run `useradd --system postgres`, or start as an ordinary user.",
    );
  }
  const created = lookUp();
  if (created === null)
    throw new PostgresError("PostgreSQL refuses to run as root. Run `useradd --system postgres`, or start as an ordinary user.");
  return created;
}

/**
 * Starts a program as `user`. Root may have checked out where that user cannot go (such as /root): the program then keeps
 * the one capability to pass those folders, and no other right of root.
 */
export function spawnAs(user: ServerUser, program: string, args: string[], options: SpawnOptions, paths: readonly string[]): ChildProcess {
  if (user === null) return spawn(program, args, options);
  if (paths.every((path) => canReach(user, path))) return spawn(program, args, { ...options, uid: user.uid, gid: user.gid });
  const keep = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];
  return spawn("setpriv", [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", ...keep, "--", program, ...args], options);
}

function lookUp(): ServerUser {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}

/** Whether every folder above `path` lets the user pass. */
function canReach(user: { uid: number; gid: number }, path: string): boolean {
  const parent = dirname(path);
  const { mode, uid, gid } = statSync(parent);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (parent === path || parent === "/" || canReach(user, parent));
}
