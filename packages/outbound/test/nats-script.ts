import { speakLines } from "./line-server.ts";

/** As nats-server 2.9 greets. */
export const info = (more: object = {}) =>
  `INFO ${JSON.stringify({ server_id: "NAAB", server_name: "NAAB", version: "2.9.10", proto: 1, headers: true, auth_required: true, max_payload: 1_048_576, jetstream: true, client_id: 5, client_ip: "127.0.0.1", ...more })} \r\n`;

/** Greets, then answers each line; a published message comes back with one of somebody else before it. */
export function server(answers: Record<string, string> = {}, more: object = {}) {
  return speakLines(info(more), (line) => {
    const word = line.split(" ")[0] ?? "";
    const known = answers[word];
    if (known !== undefined) return known;
    if (word === "PING") return "PING\r\nPONG\r\n";
    if (/^[0-9a-f]{32}$/.test(line)) return `MSG vedette.check 1 5\r\nother\r\n+OK\r\nMSG vedette.check 1 _INBOX.7 32\r\n${line}\r\n`;
    return "";
  });
}
