import pg from "pg";

// Timestamps stay text-free: callers that need numbers ask SQL for milliseconds. bigint columns hold milliseconds and counters,
// which fit a double exactly, so they come back as numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Runs one statement and returns its rows. `name` makes it a prepared statement on its connection: for the hot path, where
 * parsing and planning would cost more than running. `timeoutMs`: for what may take longer than the pool allows; only in a transaction.
 */
export type Sql = <Row extends object = never>(
  text: string,
  values?: readonly unknown[],
  name?: string | null,
  timeoutMs?: number,
) => Promise<Row[]>;

export function sqlOn(client: pg.Pool | pg.ClientBase): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = [], name: string | null = null, timeoutMs?: number) => {
    if (timeoutMs !== undefined) await client.query(`SET LOCAL statement_timeout = ${timeoutMs}`);
    const { rows } = await client.query<Row>({
      text,
      values: [...values],
      ...(name !== null && { name }),
      ...(timeoutMs !== undefined && { query_timeout: timeoutMs }),
    });
    return rows;
  };
}
