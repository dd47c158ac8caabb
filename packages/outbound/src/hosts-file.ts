import { readFile } from "node:fs/promises";
import { isIP } from "node:net";

const keptForMs = 60_000;
const path = process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";
let kept: Promise<Map<string, string[]>> | null = null;
let readAtMs = 0;

/** Addresses that the system's hosts file gives a name; read at most once a minute. c-ares does not look there. */
export async function hostsFileAddresses(name: string): Promise<string[]> {
  if (kept === null || performance.now() - readAtMs > keptForMs) {
    readAtMs = performance.now();
    kept = readFile(path, "utf8").then(parseHosts, () => new Map<string, string[]>());
  }
  return (await kept).get(name) ?? [];
}

/** hosts(5): an address, then names, `#` begins a comment. Lines that are not of this form are skipped. */
export function parseHosts(text: string): Map<string, string[]> {
  const addressesByName = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) addressesByName.set(name.toLowerCase(), [...(addressesByName.get(name.toLowerCase()) ?? []), address]);
  }
  return addressesByName;
}
