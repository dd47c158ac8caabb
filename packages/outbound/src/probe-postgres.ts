import type { FactValue } from "@vedette/core/assertion/assertion";
import type { PostgresSpec } from "@vedette/core/kinds/postgres";
import type { ByteReader } from "./byte-reader.ts";
import { type Conversation, converse } from "./conversation.ts";
import { PostgresWire } from "./postgres-wire.ts";
import { signInToPostgres } from "./postgres-sign-in.ts";
import { printable } from "./printable.ts";
import type { ProbeKind } from "./probe-io.ts";

/** The server is asked for no more than this; a statement that has more is answered up to here. */
const maxRows = 1_000;
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Messages of the frontend/backend protocol 3.0 (PostgreSQL manual, "Message Formats"), without any library. */
export const probePostgres: ProbeKind<PostgresSpec> = async (spec, io) => {
  const { host, port, family, security, statement, timeoutMs } = spec;
  return await converse({ host, port, family, tls: null }, io, async (talk) => {
    if (security === "tls") await askForTls(talk, spec);
    const user = spec.user === "" ? "postgres" : spec.user;
    talk.send(startup(user, spec.database), `startup: user ${user}, database ${spec.database}`);
    const wire = new PostgresWire(talk);
    await signInToPostgres(wire, user, spec.password);
    await wire.untilReady();
    wire.send("BEGIN READ ONLY", ["Q", text(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}`)]);
    await wire.untilReady();
    const answer = await run(wire, statement);
    wire.send("ROLLBACK", ["Q", text("ROLLBACK")]);
    await wire.untilReady();
    wire.send("terminate", ["X", Buffer.alloc(0)]);
    const standby = wire.parameters.get("in_hot_standby");
    const about = {
      "sql.version": wire.parameters.get("server_version") ?? null,
      ...(standby !== undefined && { "sql.standby": standby === "on" }),
    };
    return { status: null, facts: { values: { ...answer, ...about } } };
  });
};

async function askForTls(talk: Conversation, spec: PostgresSpec): Promise<void> {
  talk.send(sslRequest, "SSLRequest");
  const answer = (await talk.bytes(1)).toString("latin1");
  talk.note("them", answer);
  if (answer !== "S") talk.fail("tls_failed", "The server does not offer TLS.");
  await talk.upgrade(spec.tls);
}

/** The extended protocol takes one statement only, so nothing can be smuggled in behind a semicolon, and gives a bounded number of rows. */
async function run(wire: PostgresWire, statement: string): Promise<Record<string, FactValue>> {
  wire.send(
    statement,
    ["P", Buffer.concat([text(""), text(statement), int16(0)])],
    ["B", Buffer.concat([text(""), text(""), int16(0), int16(0), int16(0)])],
    ["D", Buffer.from("P\0")],
    ["E", Buffer.concat([text(""), int32(maxRows)])],
    ["S", Buffer.alloc(0)],
  );
  let type = 0;
  let rows = 0;
  let value: FactValue = null;
  await wire.untilReady((kind, body) => {
    if (kind === "T") type = typeOfFirst(body);
    if (kind === "D" && rows++ === 0) value = firstOf(body, type);
  });
  wire.talk.note("them", `${rows} rows, first value ${String(value)}`);
  return { "sql.value": value, "sql.rows": rows };
}

function typeOfFirst(body: ByteReader): number {
  if (body.i16() < 1) return 0;
  body.zeroEnded();
  body.take(6);
  return body.i32();
}

const numberTypes = new Set([20, 21, 23, 26, 700, 701, 1700]);
const booleanType = 16;

function firstOf(body: ByteReader, type: number): FactValue {
  const size = body.i16() < 1 ? -1 : body.i32();
  if (size < 0) return null;
  const value = body.text(size);
  if (type === booleanType) return value === "t";
  return numberTypes.has(type) && Number.isFinite(Number(value)) ? Number(value) : printable(value, 1_000);
}

function startup(user: string, database: string): Buffer {
  const words = ["user", user, "database", database, "application_name", "vedette", "client_encoding", "UTF8"];
  const body = Buffer.concat([int32(196_608), ...words.map(text), Buffer.alloc(1)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
