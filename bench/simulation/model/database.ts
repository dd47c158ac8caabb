import type { Db } from "@vedette/db/db";
import type { Random } from "@vedette/testkit/seeded-random";
import type { Program, Scheduler } from "../scheduler.ts";
import { incidentNounsOn } from "./incident-nouns.ts";
import { outboxNounsOn } from "./outbox-nouns.ts";
import { roadNounsOn } from "./road-nouns.ts";
import { stateNounsOn } from "./state-nouns.ts";
import type { Tables } from "./tables.ts";
import { Blocked, type Run, Transaction } from "./transaction.ts";

/** What was asked of the database, in the order in which it was done. `session`: the transaction's number; 0: on its own. */
export type Statement = { session: number; name: string; args: readonly unknown[]; answer: unknown; nowMs: number };

/** How its answers travel. Shares are of statements. */
export type Weather = { instantShare: number; slowestMs: number; lostShare: number };

export type Watcher = {
  /** A transaction is about to become visible. */
  committing: (tx: Transaction, program: Program) => void;
  statement: ((statement: Statement) => void) | null;
};

const statementMs = 30_000;

/** Of the driver's own words, so that the product takes it for what it is. */
const lost = () => new Error("Connection terminated unexpectedly");
const refused = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const failed = (code: string, message: string) => Object.assign(new Error(message), { code });

type Session = { tx: Transaction; program: Program; no: number };

/**
 * The database as the road's verbs see it: tables, transactions and locks in memory, a clock, connections that break. Where `packages/db`
 * has SQL it has a few lines of TypeScript; `model.test.ts` holds every answer of it against PostgreSQL's.
 */
export class Database {
  /** Until then it answers nothing, or, where it is away, refuses. */
  stalledUntilMs = 0;
  awayUntilMs = 0;
  /** Its clock at the beginning of the simulation, and by how much it was set since. */
  readonly clockMs: number;
  #setByMs = 0;
  readonly #open = new Set<Session>();
  #sessions = 0;
  readonly #codes = new Map<string, number>();
  readonly tables: Tables;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #watcher: Watcher;

  constructor(tables: Tables, scheduler: Scheduler, random: Random, weather: Weather, watcher: Watcher, clockMs: number) {
    this.tables = tables;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#weather = weather;
    this.#watcher = watcher;
    this.clockMs = clockMs;
  }

  nowMs(): number {
    return Math.floor(this.clockMs + this.#setByMs + this.#scheduler.nowMs);
  }

  setClock(byMs: number): void {
    this.#setByMs += byMs;
  }

  /** What a program is handed as its `Db`. */
  connect(program: Program): Db {
    const alone: Run = (name, args, statement) => {
      const session = { tx: new Transaction(this.#scheduler.nowMs), program, no: 0 };
      return this.#ask(session, name, args, statement, true);
    };
    const db = {
      ...this.#nounsOn(alone),
      config: { errands: { open: async () => [] } },
      transaction: async <T>(work: (tx: unknown) => Promise<T>): Promise<T> => {
        const session = { tx: new Transaction(this.#scheduler.nowMs), program, no: ++this.#sessions };
        this.#open.add(session);
        try {
          const within: Run = (name, args, statement) => this.#ask(session, name, args, statement, false);
          const value = await work(this.#nounsOn(within));
          await this.#ask(session, "commit", [], () => {}, true);
          return value;
        } finally {
          this.#close(session);
        }
      },
    };
    return db as unknown as Db; // safe because the road asks nothing else; what it may ask one day is a TypeError that ends the run
  }

  #nounsOn(run: Run) {
    return {
      ...roadNounsOn(run, this.tables),
      ...stateNounsOn(run, this.tables),
      ...incidentNounsOn(run, this.tables),
      ...outboxNounsOn(run, this.tables),
    };
  }

  /** The server notices that they are gone: what they had begun did not happen. */
  disconnect(isGone: (program: Program) => boolean): void {
    for (const session of this.#open) if (isGone(session.program)) this.#close(session);
  }

  #close(session: Session): void {
    this.#open.delete(session);
    if (!session.tx.isOver && session.no !== 0) this.#record(session, "rollback", [], undefined);
    session.tx.end();
  }

  #ask<T>(
    session: Session,
    name: string,
    args: readonly unknown[],
    statement: (tx: Transaction, nowMs: number) => T,
    isLast: boolean,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        this.#close(session);
        this.#answer(session.program, name, () => reject(error));
      };
      const fate = this.#random();
      const untilMs = this.#scheduler.nowMs + statementMs;
      let deadline: { run: () => unknown } | null = null;
      const run = (): void => {
        const { nowMs } = this.#scheduler;
        if (session.tx.isOver) return fail(lost());
        if (this.awayUntilMs > nowMs) return fail(refused());
        if (this.stalledUntilMs > nowMs) return void this.#scheduler.after(this.stalledUntilMs - nowMs, null, 4, run);
        if (fate < this.#weather.lostShare / 2) return fail(lost());
        let answer: T;
        try {
          answer = session.tx.statement(() => statement(session.tx, this.nowMs()));
        } catch (error) {
          if (!(error instanceof Blocked)) return this.#scheduler.fail(error);
          if (this.#waitsForItself(session.tx, error.by)) return fail(failed("40P01", "deadlock detected"));
          session.tx.waitsFor = error.by;
          const goOn = () => {
            session.tx.waitsFor = null;
            this.#scheduler.after(0, null, 4, run);
          };
          error.by.waiting.push(goOn);
          deadline ??= this.#scheduler.after(untilMs - nowMs, null, 4, () => {
            if (session.tx.waitsFor === null) return;
            const index = session.tx.waitsFor.waiting.indexOf(goOn);
            if (index >= 0) session.tx.waitsFor.waiting.splice(index, 1);
            session.tx.waitsFor = null;
            fail(failed("57014", "canceling statement due to statement timeout"));
          });
          return;
        }
        this.#record(session, name, args, answer);
        if (isLast) this.#commit(session);
        if (fate < this.#weather.lostShare) return fail(lost());
        this.#answer(session.program, name, () => resolve(answer));
      };
      run();
    });
  }

  #commit({ tx, program }: Session): void {
    try {
      this.#watcher.committing(tx, program);
    } catch (error) {
      this.#scheduler.fail(error);
    }
    tx.commit();
  }

  #answer(program: Program, name: string, bring: () => void): void {
    const code = this.#codeOf(name);
    const isInstant = this.#random() < this.#weather.instantShare;
    if (isInstant && this.#scheduler.current === program) {
      this.#scheduler.note(code);
      return bring();
    }
    this.#scheduler.after(isInstant ? 0 : this.#random() ** 3 * this.#weather.slowestMs, program, code, bring);
  }

  #codeOf(name: string): number {
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    this.#codes.set(name, 100 + this.#codes.size);
    return 99 + this.#codes.size;
  }

  #record({ no }: Session, name: string, args: readonly unknown[], answer: unknown): void {
    this.#watcher.statement?.({ session: no, name, args, answer, nowMs: this.nowMs() });
  }

  #waitsForItself(tx: Transaction, holder: Transaction): boolean {
    for (let next: Transaction | null = holder; next !== null; next = next.waitsFor) if (next === tx) return true;
    return false;
  }
}
