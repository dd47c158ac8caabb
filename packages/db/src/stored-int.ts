/** An SQL expression for a whole number within a jsonb column; null where it is none, as another version may have stored it. */
export function storedInt(column: string, key: string): string {
  return `CASE WHEN ${column} ->> '${key}' ~ '^[0-9]{1,9}$' THEN (${column} ->> '${key}')::int END`;
}
