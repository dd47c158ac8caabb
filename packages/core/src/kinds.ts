import type { KindInfo } from "./kind.ts";
import { amqp } from "./kinds/amqp.ts";
import { content } from "./kinds/content.ts";
import { dns } from "./kinds/dns.ts";
import { domain } from "./kinds/domain.ts";
import { ftp } from "./kinds/ftp.ts";
import { group } from "./kinds/group.ts";
import { grpc } from "./kinds/grpc.ts";
import { heartbeat } from "./kinds/heartbeat.ts";
import { http } from "./kinds/http.ts";
import { imap } from "./kinds/imap.ts";
import { kafka } from "./kinds/kafka.ts";
import { metrics } from "./kinds/metrics.ts";
import { mongodb } from "./kinds/mongodb.ts";
import { mqtt } from "./kinds/mqtt.ts";
import { mysql } from "./kinds/mysql.ts";
import { nats } from "./kinds/nats.ts";
import { manual } from "./kinds/manual.ts";
import { ntp } from "./kinds/ntp.ts";
import { ping } from "./kinds/ping.ts";
import { pop3 } from "./kinds/pop3.ts";
import { postgres } from "./kinds/postgres.ts";
import { redis } from "./kinds/redis.ts";
import { sequence } from "./kinds/sequence.ts";
import { smtp } from "./kinds/smtp.ts";
import { ssh } from "./kinds/ssh.ts";
import { tcp } from "./kinds/tcp.ts";
import { tls } from "./kinds/tls.ts";
import { udp } from "./kinds/udp.ts";
import { websocket } from "./kinds/websocket.ts";
import type { MonitorKind, MonitorSpec } from "./monitor-spec.ts";
import { type StoredSpec, kindOfStored } from "./stored-spec.ts";

type Kinds = { [Kind in MonitorKind]: KindInfo };

/** What the house knows of each kind. A further kind is a file in `kinds/`, a line here and one in `monitor-spec.ts`. */
// safe because each entry is called with specs of its own kind alone: `kindInfo` looks it up by the spec's kind
export const kinds = {
  http,
  content,
  metrics,
  sequence,
  websocket,
  grpc,
  domain,
  postgres,
  mysql,
  mongodb,
  redis,
  mqtt,
  amqp,
  kafka,
  nats,
  tls,
  dns,
  ping,
  ssh,
  ftp,
  ntp,
  smtp,
  imap,
  pop3,
  heartbeat,
  group,
  manual,
  udp,
  tcp,
} as unknown as Kinds;

/** What the kind of a monitor is called. */
export function kindLabel(spec: StoredSpec): string {
  const kind = kindOfStored(spec);
  return kind === null ? "Unknown kind" : kinds[kind].label;
}

/** What is watched, in one line, free of secrets. */
export function targetOf(spec: MonitorSpec): string {
  return kinds[spec.kind].target(spec);
}

/** A name for a monitor that has only an address, at most 100 characters. */
export function proposedName(spec: MonitorSpec): string {
  return kinds[spec.kind].name(spec).slice(0, 100);
}

/** Everywhere the secrets of a spec are sent, and how surely: kept secrets may not follow a spec to anywhere else. */
export function destinationOf(spec: MonitorSpec): string {
  const info = kinds[spec.kind];
  const nameServer = "nameServer" in spec ? spec.nameServer : "";
  const trust = "tls" in spec ? [spec.tls.verify, spec.tls.serverName, spec.tls.authorities] : [];
  return JSON.stringify([spec.kind, (info.destination ?? info.target)(spec), nameServer, ...trust]);
}
