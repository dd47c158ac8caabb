/** PostgreSQL cannot be brought up; the message says why and what to do, in words for whoever typed the command. */
export class PostgresError extends Error {
  override readonly name = "PostgresError";
}
