const awayCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "ETIMEDOUT",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08003",
  "53300",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
]);
const awayWords =
  /connection terminated|query read timeout|timeout exceeded when trying to connect|server has closed the connection|can't reach database server|connection ended/i;

/** Whether a query failed because the database cannot be reached at the moment: trying again later is the remedy. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && awayCodes.has(error.code)) return true;
  return awayWords.test(error.message) || (error.cause !== undefined && isDatabaseAway(error.cause));
}
