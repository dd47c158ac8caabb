import type { Db } from "@vedette/db/db";
export type Session = { id: string; userId: string; name: string; email: string; emailVerified: boolean; isInstanceOwner: boolean };
export type Context = { deps: { db: Db }; session: Session | null; ip: string | null; traceId: string };
