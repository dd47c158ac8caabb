import type { DBAdapter, DBTransactionAdapter, Where } from "@better-auth/core/db/adapter";
import { createHash } from "node:crypto";

type Library<Options> = (options: Options) => DBAdapter;

/**
 * The library's adapter with the keys of sessions hashed at rest (SHA-256; they are 192 random bits, so nothing slower is needed):
 * who reads the table signs in as nobody. Whoever asks by a key, and whoever creates a session, gets the key itself back; lists
 * bear hashes, so sessions of a list are ended by their id or user.
 */
export function withHashedSessions<Options>(library: Library<Options>): Library<Options> {
  return (options) => {
    const adapter = library(options);
    const { transaction } = adapter;
    // Changed in place: the library has registered its check of the schema under this very object.
    return Object.assign(adapter, hashing(adapter), {
      transaction: <R>(work: (tx: DBTransactionAdapter) => Promise<R>) => transaction((tx) => work({ ...tx, ...hashing(tx) })),
    });
  };
}

type Hashed = "create" | "findOne" | "findMany" | "count" | "update" | "updateMany" | "delete" | "deleteMany" | "consumeOne";

function hashing(adapter: DBTransactionAdapter): Pick<DBTransactionAdapter, Hashed> {
  const { create, findOne, findMany, count, update, updateMany, delete: remove, deleteMany, consumeOne } = adapter;
  return {
    create: async (query) => {
      const token = query.model === "session" ? tokenIn(query.data) : null;
      if (token === null) return await create(query);
      return withToken(await create({ ...query, data: { ...query.data, token: hash(token) } }), token);
    },
    findOne: async <T>(query: Parameters<typeof findOne>[0]) => withToken(await findOne<T>(hashedQuery(query)), askedToken(query)),
    findMany: async <T>(query: Parameters<typeof findMany>[0]) => {
      const token = askedToken(query);
      return (await findMany<T>(hashedQuery(query))).map((row) => withToken(row, token));
    },
    count: async (query) => await count(hashedQuery(query)),
    update: async <T>(query: Parameters<typeof update>[0]) => withToken(await update<T>(hashedQuery(query)), askedToken(query)),
    updateMany: async (query) => await updateMany(hashedQuery(query)),
    delete: async (query) => await remove(hashedQuery(query)),
    deleteMany: async (query) => await deleteMany(hashedQuery(query)),
    consumeOne: async <T>(query: Parameters<typeof consumeOne>[0]) => withToken(await consumeOne<T>(hashedQuery(query)), askedToken(query)),
  };
}

type Query = { model: string; where?: Where[] | undefined };

function hashedQuery<Q extends Query>(query: Q): Q {
  if (query.model !== "session" || query.where === undefined) return query;
  return {
    ...query,
    where: query.where.map((condition) => (condition.field === "token" ? { ...condition, value: hashed(condition.value) } : condition)),
  };
}

function hashed(value: Where["value"]): Where["value"] {
  if (typeof value === "string") return hash(value);
  return Array.isArray(value) ? value.map((item) => hash(String(item))) : value;
}

/** The one key that a query asks for; null where it asks for none. */
function askedToken({ model, where = [] }: Query): string | null {
  const value = model === "session" ? where.find((condition) => condition.field === "token")?.value : null;
  return typeof value === "string" ? value : null;
}

function tokenIn(data: object): string | null {
  return "token" in data && typeof data.token === "string" ? data.token : null;
}

function withToken<T>(row: T, token: string | null): T {
  return token === null || typeof row !== "object" || row === null || !("token" in row) ? row : { ...row, token };
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
