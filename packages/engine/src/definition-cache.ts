import type { ActiveSpec } from "@vedette/core/monitor-spec";

/** What definitions of a team have in common, kept once. `rest` null: they cannot be run. */
type Shape = { key: string; teamId: string; rest: object | null; users: number };
type Kept = { version: number; intervalMs: number; url: string | null; shape: Shape };
type Cached = { teamId: string; intervalMs: number; spec: ActiveSpec | null };

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
  get(monitorNo: number): Cached | undefined {
    const kept = this.#kept.get(monitorNo);
    if (kept === undefined) return undefined;
    const { intervalMs, url } = kept;
    const { teamId, rest } = kept.shape;
    // safe because `set` took the spec apart into just these two
    return { teamId, intervalMs, spec: (url === null ? rest : { ...rest, url }) as ActiveSpec | null };
  }

  set(monitorNo: number, definition: Cached & { version: number }): void {
    this.delete(monitorNo);
    const { version, teamId, intervalMs, spec } = definition;
    const { url = null, ...rest } = { url: undefined, ...spec };
    this.#kept.set(monitorNo, { version, intervalMs, url, shape: this.#shapeOf(teamId, spec === null ? null : rest) });
  }

  delete(monitorNo: number): void {
    const shape = this.#kept.get(monitorNo)?.shape;
    if (this.#kept.delete(monitorNo) && shape !== undefined && --shape.users === 0) this.#shapes.delete(shape.key);
  }

  #shapeOf(teamId: string, spec: object | null): Shape {
    const json = JSON.stringify(spec);
    const key = teamId + json;
    const rest = JSON.parse(json) as object | null; // safe because it is the JSON of one
    const shape = this.#shapes.get(key) ?? { key, teamId, rest: rest === null ? null : frozen(rest), users: 0 };
    shape.users += 1;
    this.#shapes.set(key, shape);
    return shape;
  }
}

function frozen<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === "object" && each !== null) frozen(each as object); // safe because it was just seen
  return Object.freeze(value);
}
