import ipaddr from "ipaddr.js";
import { isIP, isIPv4 } from "node:net";

/**
 * `public`: reachable by anybody. `private` and `loopback`: may be opened by policy. `never`: link-local, cloud metadata, multicast,
 * documentation, unspecified and every form that hides another address; no policy opens these.
 */
export type AddressClass = "public" | "private" | "loopback" | "never";

type Range = { bytes: Uint8Array; bits: number; class: AddressClass };

/** IANA special-purpose registries (RFC 6890 family) as of July 2026 and the clouds' metadata addresses. The first match wins. */
const v4Ranges: readonly Range[] = [
  ...ranges("never", "168.63.129.16/32 100.100.100.200/32"),
  ...ranges("loopback", "127.0.0.0/8"),
  ...ranges("private", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10"),
  ...ranges("never", "0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24"),
  ...ranges("never", "192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"),
  ...ranges("public", "0.0.0.0/0"),
];

/** Only 2000::/3 is public. Mapped, compatible, translated, NAT64, 6to4 and Teredo forms fall outside or are listed, whatever they hold. */
const v6Ranges: readonly Range[] = [
  ...ranges("loopback", "::1/128"),
  ...ranges("never", "2001::/23 2001:db8::/32 2002::/16 3fff::/20 2620:4f:8000::/48 fd00:ec2::/32 fd20:ce::254/128"),
  ...ranges("private", "fc00::/7"),
  ...ranges("public", "2000::/3"),
];

function ranges(addressClass: AddressClass, list: string): Range[] {
  return list.split(" ").map((text) => {
    const [address, bits] = ipaddr.parseCIDR(text);
    return { bytes: Uint8Array.from(address.toByteArray()), bits, class: addressClass };
  });
}

/** The 4 or 16 bytes of a literal in its strict spelling; null for a name, for a zone id and for `127.1`, `0x7f.1` and the like. */
export function parseAddress(text: string): Uint8Array | null {
  if (isIPv4(text)) return new Uint8Array(text.split(".").map(Number));
  if (isIP(text) === 0 || text.includes("%")) return null;
  return Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray());
}

/** The class of an address; `never` for whatever is not one. */
export function classify(address: string): AddressClass {
  const bytes = parseAddress(address);
  return bytes === null ? "never" : classifyBytes(bytes);
}

function classifyBytes(bytes: Uint8Array): AddressClass {
  // ISATAP (RFC 5214) hides an IPv4 address in the interface id of any prefix.
  const isIsatap = bytes.length === 16 && (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  if (isIsatap && classifyBytes(bytes.subarray(12)) !== "public") return "never";
  const table = bytes.length === 4 ? v4Ranges : v6Ranges;
  return table.find((range) => contains(range, bytes))?.class ?? "never";
}

function contains(range: Range, bytes: Uint8Array): boolean {
  const whole = range.bits >> 3;
  for (let i = 0; i < whole; i++) if (range.bytes[i] !== bytes[i]) return false;
  const rest = range.bits & 7;
  return rest === 0 || ((range.bytes[whole] ?? 0) ^ (bytes[whole] ?? 0)) >> (8 - rest) === 0;
}

/** Whether two literals name the same address, however they are spelt; `::ffff:192.0.2.1` is `192.0.2.1`. */
export function isSameAddress(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [canonical(one), canonical(other)];
  return a !== null && b !== null && Buffer.compare(a, b) === 0;
}

function canonical(text: string): Uint8Array | null {
  const bytes = parseAddress(text);
  const isMapped = bytes?.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.subarray(12) : bytes;
}
