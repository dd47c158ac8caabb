import { networkInterfaces } from "node:os";

/** Every spelling of a forbidden address that a URL can carry, and every address that only looks ordinary (security design 1.2–1.4). */

const v4Targets = [
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "169.254.169.254",
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "255.255.255.255",
  "224.0.0.1",
];

const enclosed = ["⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"];
const mapDigits = (text: string, map: (digit: number) => string) => text.replaceAll(/\d/g, (digit) => map(Number(digit)));

/** The spellings that the WHATWG parser turns back into an IPv4 address. */
function spellingsOf(v4: string): string[] {
  const parts = v4.split(".").map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number) => `0x${n.toString(16)}`;
  const octal = (n: number) => `0${n.toString(8)}`;
  return [
    v4,
    `${v4}.`,
    String(number),
    hex(number),
    octal(number),
    parts.map(hex).join("."),
    parts.map(octal).join("."),
    parts.map((part) => `0x00000000${part.toString(16)}`).join("."),
    parts.map((part) => octal(part).padStart(12, "0")).join("."),
    `${hex(a)}.${octal(b)}.${c}.${d}`,
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    mapDigits(v4, (digit) => String.fromCodePoint(0xff10 + digit)),
    mapDigits(v4, (digit) => enclosed[digit] ?? ""),
    v4.replaceAll(".", "。"),
    v4.replaceAll(".", "．"),
    v4.replaceAll(".", "｡"),
    mapDigits(v4, (digit) => `%3${digit}`),
    v4.replaceAll(".", "%2e"),
    ...embeddings(v4),
  ];
}

/** The same address hidden in IPv6. */
function embeddings(v4: string): string[] {
  const hex = v4.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  const groups = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
  const forms = [
    `::ffff:${v4}`,
    `::ffff:${groups}`,
    `0:0:0:0:0:ffff:${groups}`,
    `::${v4}`,
    `::ffff:0:${v4}`,
    `64:ff9b::${v4}`,
    `64:ff9b:1::${v4}`,
    `2002:${groups}::`,
    `2001:0:${groups}::1`,
    `2606:4700::5efe:${v4}`,
    `2606:4700::200:5efe:${v4}`,
    `fd00::5efe:${v4}`,
  ];
  return forms.map((form) => `[${form}]`);
}

const v6Targets = [
  "::",
  "::1",
  "0:0:0:0:0:0:0:1",
  "fc00::1",
  "fd12::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2001::1",
  "2001:db8::1",
  "2002::1",
  "3fff::1",
  "5f00::1",
  "100::1",
  "2620:4f:8000::1",
  "64:ff9b::1",
];

const names = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "a.localhost",
  "ｌｏｃａｌｈｏｓｔ",
  "loc%61lhost",
  "db",
  "redis",
  "postgres.internal",
  "metadata.google.internal",
  "printer.local",
  "router.home.arpa",
  "nas.lan",
];

/** Host parts of a URL, each of which is or becomes a forbidden address. */
export const forbiddenHosts: readonly string[] = [
  ...new Set([...v4Targets.flatMap(spellingsOf), ...v6Targets.map((v6) => `[${v6}]`), ...names]),
];

/** Whole URLs that eyes and parsers read differently, with `PORT` for a port. */
export const forbiddenUrls: readonly string[] = [
  "http://a@127.0.0.1:PORT@b/",
  "http://example.com@127.0.0.1:PORT/",
  "http://example.com:80@127.0.0.1:PORT/",
  "http://127.0.0.1:PORT\\@example.com/",
  "http://example.com\\@127.0.0.1:PORT/",
  "http://127.0.0.1:PORT#@example.com/",
  "http://127.0.0.1:PORT?@example.com/",
  "http://127.0.0.1:PORT/?http://example.com/",
  "http://127.0.\n0.1:PORT/",
  "http://127.0.0.1\t:PORT/",
  "http://127.0.0.1\u0000.example.com:PORT/",
  "http://127.0.0.1%00.example.com:PORT/",
  "http:127.0.0.1:PORT/",
  "http:/127.0.0.1:PORT/",
  "http:///127.0.0.1:PORT/",
  "HTTP://127.0.0.1:PORT/",
  "//127.0.0.1:PORT/",
  "http://[::1]:PORT/",
  "http://[::1%25lo]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[127.0.0.1]:PORT/",
  "http://127.0.0.257:PORT/",
  "http://4294967297:PORT/",
  "http://127.0.0.1.:PORT/",
  "http://127.0.0.1..:PORT/",
  "https://127.0.0.1:PORT/",
  "ftp://127.0.0.1:PORT/",
  "ws://127.0.0.1:PORT/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:PORT/_FLUSHALL",
  "data:text/html,x",
  "blob:http://127.0.0.1:PORT/x",
  "javascript:fetch('http://127.0.0.1:PORT/')",
  "view-source:http://127.0.0.1:PORT/",
  "about:blank",
  "unix:/var/run/docker.sock",
];

/** Addresses that a name server under foreign control may answer with. */
export const forbiddenAnswers: readonly string[] = [
  ...v4Targets,
  ...v6Targets,
  ...embeddings("127.0.0.1").map((form) => form.slice(1, -1)),
  ...embeddings("169.254.169.254").map((form) => form.slice(1, -1)),
];

/**
 * The forbidden hosts that are refused as well where private targets are allowed and the port is the platform's own on this machine: the
 * other private ranges are open then.
 */
export function hopHosts(): string[] {
  const mine = Object.values(networkInterfaces()).flatMap((list) => list?.map((entry) => entry.address) ?? []);
  const open = ["db", "redis", "postgres.internal", "metadata.google.internal", "printer.local", "router.home.arpa", "nas.lan"];
  return forbiddenHosts.filter((host) => {
    const parsed = URL.parse(`http://${host}/`)?.hostname;
    const isPrivate = parsed === undefined || /^(?:10\.|172\.16\.|192\.168\.|100\.64\.|\[f[cd](?!00:ec2|20:ce))/.test(parsed);
    return !isPrivate && !mine.includes(parsed) && !open.includes(parsed);
  });
}
