/** What a log line keeps of an error. Everything else that an error bears is dropped: statements, parameters, rows, commands. */
export type LoggedError = { type: string; message: string; code?: string; stack: string; cause?: LoggedError };

const maxMessage = 500;
const maxCauses = 3;

/**
 * An error as it may be logged, by allow list: drivers put passwords (a Redis command), rows (PostgreSQL's detail) and addresses
 * with keys in them into the errors they throw. In the message, of an address only scheme and host are left.
 */
export function loggedError(error: unknown, causes = maxCauses): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutKeys(String(error)), stack: "" };
  const code = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? String(error.code) : undefined;
  return {
    type: error.name,
    message: withoutKeys(messageOf(error)),
    ...(code !== undefined && { code: code.slice(0, 60) }),
    stack: framesOf(error.stack),
    ...(error.cause !== undefined && causes > 0 && { cause: loggedError(error.cause, causes - 1) }),
  };
}

/** Prisma writes the arguments of a call into the middle of its messages; the reason is the last line. */
function messageOf(error: Error): string {
  return error.name.startsWith("PrismaClient") ? (error.message.trimEnd().split("\n").at(-1) ?? "") : error.message;
}

function withoutKeys(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s/?#"']*)[^\s"')]*/gi, "$1$2").slice(0, maxMessage);
}

/** The first lines of a stack repeat the message. */
function framesOf(stack = ""): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}

const secrets = ["password", "secret", "token", "authorization", "cookie", "sealed", "masterKey", "connectionString", "databaseUrl"];

/** How every process of the product logs: one line of JSON, errors by allow list, fields that are named like secrets left out. */
export const logOptions = {
  base: null,
  serializers: { err: (error: unknown) => loggedError(error) },
  redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
};
