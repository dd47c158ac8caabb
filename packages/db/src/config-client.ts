import type { Prisma } from "./generated/client.ts";

/** Prisma outside or inside a transaction: what every noun of the configuration is made on. */
export type ConfigClient = Prisma.TransactionClient;

export function msOf(date: Date): number;
export function msOf(date: Date | null): number | null;
export function msOf(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

/** A value as a JSON column takes it. The round trip drops `undefined`, which JSON does not know. */
export function jsonOf(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue; // safe because it is parsed JSON
}
