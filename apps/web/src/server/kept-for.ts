/** What `read` answered less than `ms` ago, or is about to: one question for everybody who asks meanwhile. A failure is not kept. */
export function keptFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; answer: Promise<T> } | null = null;
  return () => {
    if (kept !== null && performance.now() - kept.at < ms) return kept.answer;
    const asked = { at: performance.now(), answer: read() };
    asked.answer.catch(() => (kept = kept === asked ? null : kept));
    kept = asked;
    return asked.answer;
  };
}
