import type { PhasesUs } from "@vedette/core/probe-result";

/** The phases of an exchange in their order, with the name and the colour they have everywhere. */
export const phaseStyles: readonly { key: keyof PhasesUs; name: string; colour: string }[] = [
  { key: "dnsUs", name: "DNS", colour: "var(--phase-1)" },
  { key: "connectUs", name: "Connect", colour: "var(--phase-2)" },
  { key: "tlsUs", name: "TLS", colour: "var(--phase-3)" },
  { key: "firstByteUs", name: "First byte", colour: "var(--phase-4)" },
  { key: "transferUs", name: "Transfer", colour: "var(--phase-5)" },
];
