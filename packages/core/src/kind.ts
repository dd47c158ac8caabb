import type { z } from "zod";
import type { Subject } from "./assertion/assertion.ts";
import type { Address } from "./address.ts";

/** Where a kind stands in the gallery. */
export type KindGroup = "web" | "network" | "mail" | "database" | "queue" | "inside" | "computed";

/** All that the house needs to know of one kind of monitor besides how it is probed. One file each in `kinds/`. */
export type KindInfo<Schema extends z.ZodType = z.ZodType> = {
  schema: Schema;
  label: string;
  /** One line that says what it does. */
  about: string;
  group: KindGroup;
  /** What is watched, in one line, free of secrets. */
  target: (spec: z.output<Schema>) => string;
  /** Everywhere its secrets are sent, when that is more or less than the target: once it changes, they have to be typed again. */
  destination?: (spec: z.output<Schema>) => string;
  /** A name for a monitor that has only an address. */
  name: (spec: z.output<Schema>) => string;
  /** How often it is checked unless somebody says otherwise; absent: once a minute. */
  usualIntervalMs?: number;
  /** What its conditions can be about. */
  subjects: readonly Subject[];
  /** The spec that an address alone makes, or null when the address is not of this kind. Secrets in an address go into their fields. */
  fromAddress?: (address: Address) => z.input<Schema> | null;
};

/** Gives the functions of a kind the types of its schema: `kindOf(TcpSpec)({ label: … })`. */
export function kindOf<Schema extends z.ZodType>(schema: Schema): (info: Omit<KindInfo<Schema>, "schema">) => KindInfo<Schema> {
  return (info) => ({ schema, ...info });
}
