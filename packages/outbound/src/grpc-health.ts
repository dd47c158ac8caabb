/** The names of gRPC's status codes, by number. */
const statusNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** The name of a `grpc-status`; null for what is no status. */
export function grpcStatus(header: unknown): string | null {
  return typeof header === "string" && /^\d{1,2}$/.test(header) ? (statusNames[Number(header)] ?? null) : null;
}

const healths = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

/** A `HealthCheckRequest` of grpc.health.v1 in the framing of gRPC: not compressed, its length, the one field. */
export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/**
 * The health that a framed `HealthCheckResponse` states: `SERVING`, `NOT_SERVING`, …, or the number of one that is newer than this.
 * Null unless it is exactly one whole message. Fields other than the status are skipped, as protobuf wants.
 */
export function healthOf(framed: Buffer): string | null {
  if (framed.length < 5 || framed[0] !== 0 || framed.readUInt32BE(1) !== framed.length - 5) return null;
  let at = 5;
  let status = 0;
  const number = (): number | null => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = framed[at++];
      if (byte === undefined) return null;
      value += (byte & 127) * 128 ** shift;
      if (byte < 128) return value;
    }
    return null;
  };
  while (at < framed.length) {
    const tag = number();
    const wire = (tag ?? 7) % 8;
    const value = wire === 0 || wire === 2 ? number() : wire === 1 ? 8 : wire === 5 ? 4 : null;
    if (tag === null || value === null) return null;
    if (tag === 8) status = value;
    if (wire !== 0) at += value;
  }
  return at === framed.length ? (healths[status] ?? String(status)) : null;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}
