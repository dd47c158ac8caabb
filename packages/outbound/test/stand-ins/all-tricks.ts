// Tries every trick of the corpus with every kind and a webhook, directly, by names, by redirects and by rebinding. argv[2] says where the
// servers are. Prints how many checks it made, and those that were not refused.
import { ChannelTarget } from "@vedette/core/channel";
import { HttpUrl } from "@vedette/core/http-url";
import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { probe } from "../../src/probe.ts";
import { send } from "../../src/send.ts";
import { forbiddenAnswers, forbiddenHosts, forbiddenUrls, hopHosts } from "../address-tricks.ts";
import { gist, localDeps, never, publicDeps } from "../local-deps.ts";

export type TrickPorts = { canary: number; redirects: number; nameServer: string };

const { canary, redirects, nameServer } = JSON.parse(process.argv[2] ?? "") as TrickPorts; // safe because the test wrote it
const nameServers = [nameServer];
const strict = { ...publicDeps, nameServers };
/** Private targets are allowed; the canary's port is closed as the platform's own. */
const open = { ...localDeps, policy: { privateAllowed: true, ownEndpoints: [{ host: "localhost", port: canary }] }, nameServers };

const byHost = ["tcp", "tls", "udp", "ping", "ntp", "ssh", "ftp", "smtp", "imap", "pop3", "grpc", "postgres", "mysql", "redis", "mongodb"];
const brokers = ["mqtt", "amqp", "kafka", "nats"];

/** Spec inputs that dial a host in every way there is. */
function inputs(host: string): Record<string, unknown>[] {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  const url = `${host}:${canary}/`;
  return [
    ...[...byHost, ...brokers].map((kind) => ({ kind, host: bare, ...(kind === "ping" ? { tcpPort: canary } : { port: canary }) })),
    ...["http", "content", "metrics"].flatMap((kind) => ["http", "https"].map((scheme) => ({ kind, url: `${scheme}://${url}` }))),
    { kind: "http", url: `http://example.com/`, proxy: { url: `http://${url}` } },
    {
      kind: "http",
      url: `http://example.com/`,
      auth: { type: "oauth2", tokenUrl: `http://${url}`, clientId: "a", clientSecret: "secret" },
    },
    { kind: "websocket", url: `ws://${url}` },
    { kind: "sequence", steps: [{ name: "one", url: `http://${url}` }] },
    { kind: "domain", domain: "example.com", rdap: `http://${url}` },
    ...["udp", "tcp", "tls"].map((transport) => ({ kind: "dns", name: "example.com", servers: [`${host}:${canary}`], transport })),
    { kind: "tcp", host: "example.com", port: canary, nameServer: `${host}:${canary}` },
  ];
}

let checks = 0;
const others = new Set<string>();

async function check(input: Record<string, unknown>, deps = strict): Promise<void> {
  const parsed = MonitorSpec.safeParse({ timeoutMs: 1_000, ...input });
  if (!parsed.success || !isActive(parsed.data)) return;
  checks += 1;
  let got = String(gist(await probe(parsed.data, deps, never)));
  // That says nothing, so it is asked again.
  for (let tries = 0; got === "prober_stalled" && tries < 5; tries++) got = String(gist(await probe(parsed.data, deps, never)));
  if (!/^(?:address_refused|dns_not_found|bad_redirect|proxy_failed|token_failed)$/.test(got))
    others.add(`${JSON.stringify(input)}: ${got}`);
}

for (const host of forbiddenHosts) await Promise.all(inputs(host).map((input) => check(input)));
for (const i of forbiddenAnswers.keys())
  for (const name of ["alone", "among"]) await Promise.all(inputs(`${name}-${i}.example.net`).map((input) => check(input)));

const redirect = (location: string) => `http://127.0.0.1:${redirects}/?to=${encodeURIComponent(location)}`;
for (const url of forbiddenUrls) {
  const typed = HttpUrl.safeParse(url.replaceAll("PORT", String(canary)));
  if (typed.success) await check({ kind: "http", url: typed.data });
}
for (const host of hopHosts()) await check({ kind: "http", url: redirect(`http://${host}:${canary}/`) }, open);
for (let i = 0; i < 4; i++) await probeRebinding();

const message = {
  id: "msg_1",
  type: "channel.test",
  timestamp: "2026-01-01T00:00:00.000Z",
  data: { team: { id: "t", name: "T" }, monitor: null, incident: null },
} as const;
for (const host of forbiddenHosts) {
  const url = URL.parse(`http://${host}:${canary}/`)?.href;
  if (url === undefined) continue;
  checks += 1;
  const receipt = await send(ChannelTarget.parse({ kind: "webhook", url, secret: `whsec_${"A".repeat(32)}` }), message, strict, never);
  if (receipt.ok) others.add(`webhook ${url}`);
}
process.stdout.write(`${JSON.stringify({ checks, others: [...others] })}\n`);
process.exit(0);

/** The name is 127.0.0.2 when it is checked, and would be the metadata address for whoever asks a second time. */
async function probeRebinding(): Promise<void> {
  checks += 1;
  const spec = MonitorSpec.parse({ kind: "http", url: `http://rebind.example.net:${redirects}/`, timeoutMs: 1_000 });
  if (isActive(spec)) await probe(spec, open, never);
}
