import { setTimeout as delay } from "node:timers/promises";
import type { ChildSpec } from "./supervise.ts";

/** Resolves when every child answered 200 once. */
export async function untilHealthy(specs: readonly ChildSpec[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    specs.map(async ({ healthUrl }) => {
      while (!(await answers(healthUrl, signal))) await delay(100, undefined, { signal });
    }),
  );
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
