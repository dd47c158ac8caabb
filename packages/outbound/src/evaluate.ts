import type { AssertionOutcome, Facts } from "@vedette/core/assertion/assertion";
import type { ActiveSpec } from "@vedette/core/monitor-spec";

/** The spec's conditions against what the check learnt, in their order. */
export async function evaluate(_spec: ActiveSpec, _facts: Facts): Promise<AssertionOutcome[]> {
  return [];
}
