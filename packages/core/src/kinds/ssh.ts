import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { Host, activeFields, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "ssh.banner", type: "text", label: "Banner" },
  { name: "address", type: "text", label: "Address" },
];

export const SshSpec = z.strictObject({ kind: z.literal("ssh"), host: Host, port: port(22), ...activeFields(subjects) });
export type SshSpec = z.output<typeof SshSpec>;

export const ssh = kindOf(SshSpec)({
  label: "SSH",
  about: "Connects and reads the banner of an SSH server; nobody signs in.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port),
  name: (spec) => spec.host,
  subjects,
  fromAddress: ({ scheme, host, port: number }) =>
    scheme === "ssh" || scheme === "sftp" || (scheme === "" && number === 22) ? { kind: "ssh", host, port: number ?? 22 } : null,
});
