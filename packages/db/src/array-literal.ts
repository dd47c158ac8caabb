/** Postgres' array literal of numbers, booleans and nulls: the driver's generic encoder is the larger cost where there are thousands. */
export function arrayOf(values: readonly (number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

/** The same for bytea. */
export function bytesOf(values: readonly (Uint8Array | null)[]): string {
  return `{${values.map((bytes) => (bytes === null ? "NULL" : `"\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}"`)).join(",")}}`;
}
