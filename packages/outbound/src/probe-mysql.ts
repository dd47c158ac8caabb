import type { FactValue } from "@vedette/core/assertion/assertion";
import type { MysqlSpec } from "@vedette/core/kinds/mysql";
import { ByteReader } from "./byte-reader.ts";
import { converse } from "./conversation.ts";
import { signInToMysql } from "./mysql-sign-in.ts";
import { MysqlWire } from "./mysql-wire.ts";
import { printable } from "./printable.ts";
import type { ProbeKind } from "./probe-io.ts";

const maxRows = 1_000;

/** The client/server protocol 4.1 (MySQL manual, "Client/Server Protocol"), without any library. */
export const probeMysql: ProbeKind<MysqlSpec> = async (spec, io) => {
  const { host, port, family, statement, timeoutMs } = spec;
  return await converse({ host, port, family, tls: null }, io, async (talk) => {
    const wire = new MysqlWire(talk);
    const version = await signInToMysql(wire, spec);
    const limit = version.includes("MariaDB") ? `max_statement_time = ${timeoutMs / 1_000}` : `max_execution_time = ${timeoutMs}`;
    await query(wire, `SET SESSION ${limit}, sql_select_limit = ${maxRows}`);
    await query(wire, "START TRANSACTION READ ONLY");
    const { value, rows } = await query(wire, statement);
    talk.note("them", `${rows} rows, first value ${String(value)}`);
    await query(wire, "ROLLBACK");
    wire.command(1, "", "quit");
    return { status: null, facts: { values: { "sql.value": value, "sql.rows": rows, "sql.version": printable(version, 100) } } };
  });
};

type Result = { value: FactValue; rows: number };

/** We never said that we can take several statements in one, so the server takes none behind a semicolon. */
async function query(wire: MysqlWire, sql: string): Promise<Result> {
  wire.command(3, sql, sql);
  const head = await wire.read();
  if (head[0] === 0) return { value: null, rows: 0 };
  // 0xfb asks for a file of ours (LOAD DATA LOCAL). We never said that we would, and never do.
  if (head[0] === 0xfb) wire.strange();
  const columns = lengthOf(wire.reader(head)) ?? 0;
  if (columns < 1 || columns > 4_096) wire.strange();
  let type = 0;
  for (let i = 0; i < columns; i++) {
    const column = wire.reader(await wire.read());
    if (i === 0) type = typeOf(column);
  }
  if (!isEnd(await wire.read())) wire.strange();
  let rows = 0;
  let value: FactValue = null;
  for (;;) {
    const row = await wire.read();
    if (isEnd(row)) return { value, rows };
    if (rows++ === 0) value = firstOf(wire.reader(row), type);
  }
}

function isEnd(packet: Buffer): boolean {
  return packet[0] === 0xfe && packet.length < 9;
}

/** The type of a column definition, behind six texts (catalog, schema, tables, names) and a fixed part. */
function typeOf(column: ByteReader): number {
  for (let i = 0; i < 6; i++) column.take(lengthOf(column) ?? 0);
  column.take(7);
  return column.u8();
}

/** DECIMAL, the integers, FLOAT, DOUBLE, YEAR, NEWDECIMAL. */
const numberTypes = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);

function firstOf(row: ByteReader, type: number): FactValue {
  const size = lengthOf(row);
  if (size === null) return null;
  const text = row.text(size);
  return numberTypes.has(type) && Number.isFinite(Number(text)) ? Number(text) : printable(text, 1_000);
}

/** A length-encoded integer; null stands for NULL. */
function lengthOf(reader: ByteReader): number | null {
  const first = reader.u8();
  if (first < 0xfb) return first;
  if (first === 0xfb) return null;
  // What is longer than 6 bytes can tell is refused by its size anyway.
  return reader.uintLE(first === 0xfc ? 2 : first === 0xfd ? 3 : 6);
}
