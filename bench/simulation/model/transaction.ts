/** Rows by key, as committed. `groupOf`: rows that are looked for together. Rows are never changed, only replaced. */
export class Table<Row extends object> {
  readonly rows = new Map<string, Row>();
  readonly groups = new Map<string, Map<string, Row>>();
  readonly locks = new Map<string, Transaction>();
  readonly name: string;
  readonly groupOf: ((row: Row) => string) | null;

  constructor(name: string, groupOf: ((row: Row) => string) | null = null) {
    this.name = name;
    this.groupOf = groupOf;
  }

  commit(key: string, row: Row | null): void {
    const before = this.rows.get(key);
    if (row === null) this.rows.delete(key);
    else this.rows.set(key, row);
    if (this.groupOf === null) return;
    if (before !== undefined) this.groups.get(this.groupOf(before))?.delete(key);
    if (row === null) return;
    const group = this.groupOf(row);
    const rows = this.groups.get(group);
    if (rows === undefined) this.groups.set(group, new Map([[key, row]]));
    else rows.set(key, row);
  }
}

/** Runs one statement and answers when its answer has come back. `name` and `args` are those that `packages/db` has for it. */
export type Run = <T>(name: string, args: readonly unknown[], statement: (tx: Transaction, nowMs: number) => T) => Promise<T>;

/** Thrown inside a statement that has to wait for another transaction's lock. */
export class Blocked {
  readonly by: Transaction;
  constructor(by: Transaction) {
    this.by = by;
  }
}

type Writes = Map<string, object | null>;

/**
 * READ COMMITTED, as the road uses it: a statement sees what is committed when it runs and what its own transaction wrote; who writes or
 * locks a row, or inserts a key, holds it to the end; who wants it meanwhile waits, and then runs his statement anew.
 */
export class Transaction {
  readonly beganMs: number;
  isOver = false;
  /** Whose lock it waits for. */
  waitsFor: Transaction | null = null;
  readonly waiting: (() => void)[] = [];
  readonly #writes = new Map<Table<never>, Writes>();
  readonly #locked: [Table<never>, string][] = [];
  #undo: (() => void)[] = [];

  constructor(beganMs: number) {
    this.beganMs = beganMs;
  }

  get<Row extends object>(table: Table<Row>, key: string): Row | undefined {
    const written = this.#writes.get(table as never)?.get(key);
    // safe because only rows of this table are written under it
    return written === undefined ? table.rows.get(key) : ((written ?? undefined) as Row | undefined);
  }

  /** Every row that it sees, or those of one group. */
  all<Row extends object>(table: Table<Row>, group?: string): Iterable<Row> {
    const committed = group === undefined ? table.rows : table.groups.get(group);
    const writes = this.#writes.get(table as never);
    if (writes === undefined) return committed?.values() ?? [];
    const rows: Row[] = [];
    for (const [key, row] of committed ?? []) if (!writes.has(key)) rows.push(row);
    for (const row of writes.values()) {
      const mine = row as Row | null; // safe because only rows of this table are written under it
      if (mine !== null && (group === undefined || table.groupOf?.(mine) === group)) rows.push(mine);
    }
    return rows;
  }

  /** FOR UPDATE. */
  lock<Row extends object>(table: Table<Row>, key: string): void {
    const holder = table.locks.get(key);
    if (holder === this) return;
    if (holder !== undefined) throw new Blocked(holder);
    table.locks.set(key, this);
    this.#locked.push([table as never, key]);
  }

  /** FOR UPDATE SKIP LOCKED. */
  tryLock<Row extends object>(table: Table<Row>, key: string): boolean {
    const holder = table.locks.get(key);
    if (holder !== undefined && holder !== this) return false;
    this.lock(table, key);
    return true;
  }

  put<Row extends object>(table: Table<Row>, key: string, row: Row | null): void {
    this.lock(table, key);
    let writes = this.#writes.get(table as never);
    if (writes === undefined) this.#writes.set(table as never, (writes = new Map()));
    const before = writes.get(key);
    const kept = writes;
    this.#undo.push(() => (before === undefined ? kept.delete(key) : kept.set(key, before)));
    writes.set(key, row);
  }

  /** ON CONFLICT DO NOTHING; waits where somebody else has just inserted the key. */
  insert<Row extends object>(table: Table<Row>, key: string, row: Row): boolean {
    if (this.get(table, key) !== undefined) return false;
    this.put(table, key, row);
    return true;
  }

  /** Runs one statement: wholly, or, where it throws, not at all; locks that it got before stay. */
  statement<T>(run: () => T): T {
    this.#undo = [];
    try {
      return run();
    } catch (error) {
      for (const undo of this.#undo.toReversed()) undo();
      throw error;
    }
  }

  *changes(): Generator<{ table: Table<never>; key: string; row: object | null }> {
    for (const [table, writes] of this.#writes) for (const [key, row] of writes) yield { table, key, row };
  }

  commit(): void {
    for (const { table, key, row } of this.changes()) table.commit(key, row as never); // safe because it was written under this table
    this.end();
  }

  /** Without a commit before, nothing of it happened. Whoever waited for it goes on. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const [table, key] of this.#locked) table.locks.delete(key);
    this.#writes.clear();
    for (const wake of this.waiting.splice(0)) wake();
  }
}
