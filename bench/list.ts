export async function benchList(_: { quick: boolean }): Promise<Record<string, number>> {
  return {};
}
