/** Changes parts of the address without asking the server for anything; null or "" removes a part. Next tells `useSearchParams`. */
export function replaceSearch(change: Record<string, string | null>): void {
  const next = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  window.history.replaceState(null, "", next.size === 0 ? window.location.pathname : `?${next.toString()}`);
}
