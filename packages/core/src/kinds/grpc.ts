import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, Secrets, TlsOptions, activeFields, line, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { HttpHeaders } from "./http.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "grpc.status", type: "text", label: "gRPC status" },
  { name: "grpc.health", type: "text", label: "Health of the service" },
  { name: "header", type: "text", label: "Metadata", argument: { label: "Name", placeholder: "server" } },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const GrpcSpec = z.strictObject({
  kind: z.literal("grpc"),
  host: Host,
  port: port(),
  service: line(200).default("").meta({
    label: "Service",
    place: "main",
    placeholder: "shop.v1.Orders",
    hint: "As the server registered it with grpc.health.v1. Left empty, the server as a whole.",
  }),
  security: z
    .enum(["none", "tls"])
    .default("none")
    .meta({ label: "Security", place: "main", choices: { none: "Plaintext", tls: "TLS" } }),
  ...activeFields(subjects),
  authority: line(300)
    .regex(/^[\w.:[\]-]*$/, "Write a host name, with a port where it needs one.")
    .default("")
    .meta({ label: "Authority", hint: "What the server is called in the request. Left empty, the host and the port." }),
  metadata: HttpHeaders.refine((pairs) => pairs.every(({ name }) => !/^(?:grpc-|content-type$|host$)/i.test(name)), {
    message: "Content-Type, Host and names that begin with grpc- are set by Vedette itself.",
  }).meta({ label: "Metadata" }),
  secrets: Secrets.meta({ label: "Secrets", hint: "Use one as {{name}} in the metadata. Values cannot be read again." }),
  tls: TlsOptions,
});
export type GrpcSpec = z.output<typeof GrpcSpec>;

export const grpc = kindOf(GrpcSpec)({
  label: "gRPC health",
  about: "Asks grpc.health.v1 whether a service is serving.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port) + (spec.service === "" ? "" : ` ${spec.service}`),
  destination: (spec) => `${hostPort(spec.host, spec.port)} ${spec.security}`,
  name: (spec) => (spec.service === "" ? hostPort(spec.host, spec.port) : spec.service),
  subjects,
  fromAddress: ({ scheme, host, port: number, path }) => {
    if (scheme !== "grpc" && scheme !== "grpcs") return null;
    const isSecure = scheme === "grpcs";
    return { kind: "grpc", host, port: number ?? (isSecure ? 443 : 80), service: path, security: isSecure ? "tls" : "none" };
  },
});
