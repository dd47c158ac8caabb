/** Why Vedette does not start, in one sentence with the remedy, for whoever typed the command. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

const sentences: Record<string, (path: string) => string> = {
  ENOSPC: (path) => `The disk that holds ${path} is full. Free some space and start again; nothing is lost.`,
  EACCES: (path) => `Vedette may not write to ${path}. Give yourself the right to, or set DATA_DIR to a folder of your own.`,
  EPERM: (path) => `Vedette may not write to ${path}. Give yourself the right to, or set DATA_DIR to a folder of your own.`,
  EROFS: (path) => `${path} is on a read-only disk. Set DATA_DIR to a folder that can be written.`,
  ENOTDIR: (path) => `${path} is not a folder. Set DATA_DIR to one.`,
  EEXIST: (path) => `${path} is a file, where Vedette needs a folder. Move it away, or set DATA_DIR.`,
};
/** Errors whose messages are written for people already. */
const spoken = new Set(["SetupError", "PostgresError", "MigrationError", "RestoringError", "UnsafeRedisError", "RedisUnreachableError"]);

/** One sentence for any error. `dataDir` stands in where the system names no file. */
export function sentenceOf(error: unknown, dataDir: string): string {
  if (!(error instanceof Error)) return String(error);
  if (spoken.has(error.name)) return error.message;
  const { code, path } = error as NodeJS.ErrnoException; // safe because both are read as optional
  const sentence = sentences[code ?? ""];
  if (sentence !== undefined) return sentence(path ?? dataDir);
  // PostgreSQL's own number for a full disk.
  if (code === "53100") return sentences["ENOSPC"]?.(dataDir) ?? error.message;
  return `Vedette could not start: ${error.message}. The logs are in ${dataDir}/logs.`;
}
