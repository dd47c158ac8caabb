import { z } from "zod";
import { AmqpSpec } from "./kinds/amqp.ts";
import { ContentSpec } from "./kinds/content.ts";
import { DnsSpec } from "./kinds/dns.ts";
import { DomainSpec } from "./kinds/domain.ts";
import { FtpSpec } from "./kinds/ftp.ts";
import { GroupSpec } from "./kinds/group.ts";
import { GrpcSpec } from "./kinds/grpc.ts";
import { HeartbeatSpec } from "./kinds/heartbeat.ts";
import { HttpSpec } from "./kinds/http.ts";
import { ImapSpec } from "./kinds/imap.ts";
import { KafkaSpec } from "./kinds/kafka.ts";
import { MetricsSpec } from "./kinds/metrics.ts";
import { MongodbSpec } from "./kinds/mongodb.ts";
import { MqttSpec } from "./kinds/mqtt.ts";
import { MysqlSpec } from "./kinds/mysql.ts";
import { NatsSpec } from "./kinds/nats.ts";
import { ManualSpec } from "./kinds/manual.ts";
import { NtpSpec } from "./kinds/ntp.ts";
import { PingSpec } from "./kinds/ping.ts";
import { Pop3Spec } from "./kinds/pop3.ts";
import { PostgresSpec } from "./kinds/postgres.ts";
import { RedisSpec } from "./kinds/redis.ts";
import { SequenceSpec } from "./kinds/sequence.ts";
import { SmtpSpec } from "./kinds/smtp.ts";
import { SshSpec } from "./kinds/ssh.ts";
import { TcpSpec } from "./kinds/tcp.ts";
import { TlsSpec } from "./kinds/tls.ts";
import { UdpSpec } from "./kinds/udp.ts";
import { WebsocketSpec } from "./kinds/websocket.ts";

/** What to check and how. */
export const MonitorSpec = z.discriminatedUnion("kind", [
  HttpSpec,
  ContentSpec,
  MetricsSpec,
  SequenceSpec,
  WebsocketSpec,
  GrpcSpec,
  DomainSpec,
  PostgresSpec,
  MysqlSpec,
  MongodbSpec,
  RedisSpec,
  MqttSpec,
  AmqpSpec,
  KafkaSpec,
  NatsSpec,
  TcpSpec,
  UdpSpec,
  TlsSpec,
  DnsSpec,
  PingSpec,
  SshSpec,
  FtpSpec,
  NtpSpec,
  SmtpSpec,
  ImapSpec,
  Pop3Spec,
  HeartbeatSpec,
  GroupSpec,
  ManualSpec,
]);
export type MonitorSpec = z.output<typeof MonitorSpec>;
export type MonitorKind = MonitorSpec["kind"];

/** A spec that a worker probes. The others wait for pings, follow other monitors, or are set by hand. */
export type ActiveSpec = Extract<MonitorSpec, { timeoutMs: number }>;

export function isActive(spec: MonitorSpec | { kind: "unreadable" }): spec is ActiveSpec {
  return "timeoutMs" in spec;
}
