type Span = { fromMs: number; untilMs: number };

/** The stretches that every one of the layers covers, each as the first layer's span describes it; none without a layer. */
export function commonSpans<S extends Span>([first, ...others]: readonly (readonly S[])[]): S[] {
  let common = [...(first ?? [])];
  for (const layer of others) {
    common = common.flatMap((a) =>
      layer.flatMap((b) => {
        const fromMs = Math.max(a.fromMs, b.fromMs);
        const untilMs = Math.min(a.untilMs, b.untilMs);
        return fromMs < untilMs ? [{ ...a, fromMs, untilMs }] : [];
      }),
    );
  }
  return common;
}
