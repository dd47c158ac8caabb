import type { ActiveSpec } from "@vedette/core/monitor-spec";

/** What specs have in common, kept once. `key` is its JSON. */
type Shape = { key: string; rest: object; users: number };
type Kept = { version: number; intervalMs: number; url: string | null; shape: Shape | null };

/**
 * Copies of definitions by monitor number, kept by a worker, secrets opened; a stale or missing one is read again. The specs of 100,000
 * monitors differ in little but their addresses: what they share is one frozen object, and a spec is put together when it is asked for.
 */
export class DefinitionCache {
  readonly #kept = new Map<number, Kept>();
  readonly #shapes = new Map<string, Shape>();

  versionOf(monitorNo: number): number | null {
    return this.#kept.get(monitorNo)?.version ?? null;
  }

  /** `spec` null: it cannot be run. Undefined: nothing is known of this monitor. Nothing within the spec may be changed. */
  get(monitorNo: number): { intervalMs: number; spec: ActiveSpec | null } | undefined {
    const kept = this.#kept.get(monitorNo);
    if (kept === undefined) return undefined;
    const { intervalMs, shape, url } = kept;
    if (shape === null) return { intervalMs, spec: null };
    // safe because `set` took the spec apart into just these two
    return { intervalMs, spec: (url === null ? shape.rest : { ...shape.rest, url }) as ActiveSpec };
  }

  set(monitorNo: number, definition: { version: number; intervalMs: number; spec: ActiveSpec | null }): void {
    this.delete(monitorNo);
    const { version, intervalMs, spec } = definition;
    const { url = null, ...rest } = { url: undefined, ...spec };
    this.#kept.set(monitorNo, { version, intervalMs, url, shape: spec === null ? null : this.#shapeOf(rest) });
  }

  delete(monitorNo: number): void {
    const shape = this.#kept.get(monitorNo)?.shape ?? null;
    if (this.#kept.delete(monitorNo) && shape !== null && --shape.users === 0) this.#shapes.delete(shape.key);
  }

  #shapeOf(rest: object): Shape {
    const key = JSON.stringify(rest);
    const shape = this.#shapes.get(key) ?? { key, rest: frozen(JSON.parse(key) as object), users: 0 }; // safe because it is the JSON of one
    shape.users += 1;
    this.#shapes.set(key, shape);
    return shape;
  }
}

function frozen<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === "object" && each !== null) frozen(each as object); // safe because it was just seen
  return Object.freeze(value);
}
