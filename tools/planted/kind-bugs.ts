import { type Bug, integration, unit } from "./bug.ts";

const judge = unit("packages/core/src/judge.test.ts");
const statusSet = unit("packages/core/src/kinds/http.test.ts");
const readAssertions = unit("packages/core/src/assertion/read-assertions.test.ts");
const evaluate = unit("packages/outbound/src/evaluate.test.ts");
const hostileConditions = integration("packages/outbound/test/hostile-conditions.test.ts");
const http = integration("packages/outbound/test/probe-http.test.ts");
const sequence = integration("packages/outbound/test/probe-sequence.test.ts");
const tls = integration("packages/outbound/test/probe-tls.test.ts");
const dns = integration("packages/outbound/test/probe-dns.test.ts");
const tcp = integration("packages/outbound/test/probe-tcp.test.ts");
const ping = integration("packages/outbound/test/probe-ping.test.ts");
const domain = integration("packages/outbound/test/probe-domain.test.ts");
const content = integration("packages/outbound/test/probe-content.test.ts");
const approval = integration("packages/engine/test/approve-content.test.ts");
const mail = integration("packages/outbound/test/probe-mail.test.ts");
const postgres = integration("packages/outbound/test/probe-postgres.test.ts");
const redis = integration("packages/outbound/test/probe-redis.test.ts");
const websocket = integration("packages/outbound/test/probe-websocket.test.ts");
const ntp = integration("packages/outbound/test/probe-ntp.test.ts");

/** What each kind asks and believes, and what conditions mean. */
export const kindBugs: readonly Bug[] = [
  {
    name: "http: any status is expected",
    file: "packages/core/src/judge.ts",
    from: "|| status === null || statusMatches(spec.expectedStatus, status)) return null;",
    to: "|| status === null || status > 0) return null;",
    caughtBy: judge("is down for another status, however fast, and names both"),
  },
  {
    name: "http: 300 is one of 2xx",
    file: "packages/core/src/status-set.ts",
    from: "return Math.floor(status / 100) === Number(text[0]);",
    to: "return Math.round(status / 100) === Number(text[0]);",
    caughtBy: statusSet("StatusSet > 2xx matches [200,299] and not [199,300]"),
  },
  {
    name: "http: a POST is sent again where a redirect asks for GET",
    file: "packages/outbound/src/request-http.ts",
    from: `return status === 303 || method === "POST" ? "GET" : method;`,
    to: "return method;",
    caughtBy: http("redirects > after 302 a POST becomes a GET"),
  },
  {
    name: "http: half an answer is an answer",
    file: "packages/outbound/src/response-reader.ts",
    from: `return this.#framing.kind === "until_close" ? "done" :`,
    to: `return this.#framing.kind !== "none" ? "done" :`,
    caughtBy: integration("packages/outbound/test/hostile-targets.test.ts")(
      "whatever a target does, its check ends in time > closes in the middle of the body",
    ),
  },
  {
    name: "sequence: cookies go to another origin",
    file: "packages/outbound/src/cookie-jar.ts",
    from: "const cookies = this.#byOrigin.get(origin);\n",
    to: "const cookies = this.#byOrigin.get(origin) ?? this.#byOrigin.values().next().value;\n",
    caughtBy: sequence("cookies > are sent to the origin that set them alone, over redirects as well, until it deletes them"),
  },
  {
    name: "tls: only the server's own certificate can expire",
    file: "packages/outbound/src/tls-facts.ts",
    from: "Math.min(...ends), nowMs",
    to: "Math.max(...ends), nowMs",
    caughtBy: unit("packages/outbound/src/tls-facts.test.ts")("counts a chain as expiring with the first of its certificates"),
  },
  {
    name: "tls: any version will do",
    file: "packages/outbound/src/probe-tls.ts",
    from: "{ ...spec.tls, minVersion: spec.minVersion }",
    to: "{ ...spec.tls }",
    caughtBy: tls("a version of TLS that is too old is a failure that says so"),
  },
  {
    name: "tls: what was said before STARTTLS is believed",
    file: "packages/outbound/src/conversation.ts",
    from: `if (this.#unread.length > 0) this.fail("protocol_error", "The target sent more before TLS began.");`,
    to: "this.#unread = Buffer.alloc(0);",
    caughtBy: mail("a server that speaks before TLS begins is not believed"),
  },
  {
    name: "dns: an answer to another question is believed",
    file: "packages/outbound/src/dns-message.ts",
    from: "if (question.type !== asked.type || canonical(question.name) !== canonical(asked.name)) return null;",
    to: "",
    caughtBy: dns("a message > is an answer only to the question that was asked"),
  },
  {
    name: "dns: a forged id is believed",
    file: "packages/outbound/src/dns-message.ts",
    from: "message.length < 12 || message.readUInt16BE(0) !== query.readUInt16BE(0)",
    to: "message.length < 12",
    caughtBy: dns("a message > is an answer only to the question that was asked"),
  },
  {
    name: "dns: servers that differ agree",
    file: "packages/outbound/src/probe-dns.ts",
    from: "return [code, ...answers].join",
    to: "return [code].join",
    caughtBy: dns("several name servers > that differ are named"),
  },
  {
    name: "dns: an empty answer is an answer",
    file: "packages/outbound/src/probe-dns.ts",
    from: `const code = reply.code === "NOERROR" && reply.answers.length === 0 ? "NODATA" : reply.code;`,
    to: "const code = reply.code;",
    caughtBy: dns("a response code > of none, but no record either, where {} comes and NOERROR is expected"),
  },
  {
    name: "tcp: any reply is what is expected",
    file: "packages/outbound/src/probe-tcp.ts",
    from: "while (!reply.includes(expected)) {",
    to: "while (reply.length === 0) {",
    caughtBy: tcp("shows what was said when the reply is another one"),
  },
  {
    name: "ping: a duplicate hides a packet that was lost",
    file: "packages/outbound/src/run-ping.ts",
    from: "bySequence.has(sequence) || bySequence.size === packets) continue;\n    bySequence.set(sequence,",
    to: "bySequence.size === packets) continue;\n    bySequence.set(`${sequence} ${bySequence.size}`,",
    caughtBy: ping("what ping prints > is read as one round trip for each packet"),
  },
  {
    name: "ping: an address can be an option",
    file: "packages/outbound/src/run-ping.ts",
    from: `patience, "--", address]`,
    to: `patience, address]`,
    caughtBy: ping("the ping program > gets the address after everything that it could take for an option"),
  },
  {
    name: "ping: a refused connection counts as lost",
    file: "packages/outbound/src/probe-ping.ts",
    from: `const signsOfLife = new Set<string>(["connect_refused", "connection_closed"]);`,
    to: `const signsOfLife = new Set<string>(["connection_closed"]);`,
    caughtBy: ping("ping > by TCP counts a refused connection as a reply, and an accepted one"),
  },
  {
    name: "dns: our own name servers answer anybody anything",
    file: "packages/outbound/src/own-name-servers.ts",
    from: 'const mayTrust = policy.privateAllowed || type === "A" || type === "AAAA";',
    to: "const mayTrust = policy.privateAllowed || type !== undefined;",
    caughtBy: dns("this machine's own name servers > are not even asked for TXT by whoever may not dial them, whatever the name"),
  },
  {
    name: "domain: a registry that is busy makes a domain down",
    file: "packages/outbound/src/probe-domain.ts",
    from: "if (reply.status === 429 || reply.status >= 500) {",
    to: "if (reply.status >= 500) {",
    caughtBy: domain(
      "what a registry cannot say is no news of the domain > when it answers with status 429, and it may be asked again at the next check",
    ),
  },
  {
    name: "domain: a registry is asked again before it said",
    file: "packages/outbound/src/registry-patience.ts",
    from: "if (waitMs > 0) return waitMs;",
    to: "",
    caughtBy: domain(
      "what a registry cannot say is no news of the domain > and one that says Retry-After: 90 is not asked again before, for whatever domain",
    ),
  },
  {
    name: "sequence: it goes on after a step that is down",
    file: "packages/outbound/src/probe-sequence.ts",
    from: "    isPartial = true;\n    break;",
    to: "",
    caughtBy: sequence("conditions on a step > name the step whose answer breaks one, and no step is taken after it"),
  },
  {
    name: "content: an error page is taken for the content",
    file: "packages/outbound/src/probe-content.ts",
    from: "if (!statusMatches(spec.expectedStatus, status)) return",
    to: "if (status < 0) return",
    caughtBy: content("takes no error for the content"),
  },
  {
    name: "content: the new content of one watch is compared with another's",
    file: "packages/outbound/src/probe-content.ts",
    from: "const approved = io.approved?.watch === watchOf(spec) ? io.approved : null;",
    to: "const approved = io.approved ?? null;",
    caughtBy: content("compares nothing with the content of another watch"),
  },
  {
    name: "content: approving takes whatever came last",
    file: "packages/db/src/content-approvals.ts",
    from: "AND changed_fingerprint = ${fingerprint}",
    to: "AND changed_fingerprint IS NOT NULL",
    caughtBy: approval("approves only what the person saw: a newer change stays unapproved"),
  },
  {
    name: "smtp: the password goes out in clear where STARTTLS is missing",
    file: "packages/outbound/src/probe-smtp.ts",
    from: `  if (!extensions.includes("STARTTLS")) talk.fail("tls_failed", "The mail server does not offer STARTTLS.");\n`,
    to: `  if (!extensions.includes("STARTTLS")) return { banner, extensions };\n`,
    caughtBy: mail("smtp > sends no password in clear where STARTTLS was asked for and is not there"),
  },
  {
    name: "imap: a quote in a password ends it",
    file: "packages/outbound/src/probe-imap.ts",
    from: 'text.replaceAll(/["\\\\]/g, String.raw`\\$&`)',
    to: "text",
    caughtBy: mail("imap > signs in after STARTTLS, and tells the certificate"),
  },
  {
    name: "postgres: a statement may write",
    file: "packages/outbound/src/probe-postgres.ts",
    from: "text(`BEGIN READ ONLY; SET LOCAL",
    to: "text(`BEGIN; SET LOCAL",
    caughtBy: postgres("a real PostgreSQL > lets no statement write, nor a second one follow the first"),
  },
  {
    name: "redis: a server that is loading is up",
    file: "packages/outbound/src/probe-redis.ts",
    from: `  if (unwell.test(answer.text)) talk.fail("service_unhealthy", "The server says that it cannot serve now.", answer.text);\n`,
    to: `  if (unwell.test(answer.text)) return "PONG";\n`,
    caughtBy: redis(String.raw`tells what is wrong when the server says {"PING":"-LOADING Redis is loading the dataset in memory\r\n"}`),
  },
  {
    name: "websocket: any server's accept is believed",
    file: "packages/outbound/src/probe-websocket.ts",
    from: `if (headerOf(head, "sec-websocket-accept") !== accept)`,
    to: `if (headerOf(head, "sec-websocket-accept") === null)`,
    caughtBy: websocket("names protocol_error when the proof is wrong"),
  },
  {
    name: "ntp: an unsynchronised clock is believed",
    file: "packages/outbound/src/probe-ntp.ts",
    from: "if (stratum > 15 || answer.readUInt8(0) >> 6 === 3)",
    to: "if (stratum > 15)",
    caughtBy: ntp("a server that warns that it is not synchronised is unhealthy"),
  },
  {
    name: "a condition that cannot be read any more passes in silence",
    file: "packages/outbound/src/evaluate.ts",
    from: "return [...outcomes, ...unread];",
    to: "return outcomes;",
    caughtBy: evaluate("a condition > that cannot be read any more is told, not passed over"),
  },
  {
    name: "a condition about what is not there holds",
    file: "packages/core/src/assertion/evaluate-condition.ts",
    from: `first === null ? { ok: condition.operator === "does not exist", actual: "nothing" }`,
    to: `first === null ? { ok: condition.operator !== "exists", actual: "nothing" }`,
    caughtBy: evaluate(`a condition > json "$.gone" == null is false, and says what was there`),
  },
  {
    name: "one good value among several is enough",
    file: "packages/core/src/assertion/evaluate-condition.ts",
    from: "if (!holds(condition, value, tools)) return { ok: false, ...found };",
    to: "if (holds(condition, value, tools)) return { ok: true, ...found };",
    caughtBy: evaluate(`a condition > json "$.parts[*].state" == "ok" is false, and says what was there`),
  },
  {
    name: "a limit itself is beyond the limit",
    file: "packages/core/src/assertion/evaluate-condition.ts",
    from: "value >= item.from && value <= item.to",
    to: "value > item.from && value < item.to",
    caughtBy: evaluate("a condition > status in 200..299, 301 is true, and says what was there"),
  },
  {
    name: "a pattern that backtracks is accepted",
    file: "packages/core/src/assertion/pattern-problem.ts",
    from: String.raw`if (this.#see(/\\(?:[1-9]|k)/y) !== null) this.#fail(`,
    to: String.raw`if (this.#take(/\\(?:[1-9]|k)/y)) return; else if (this.at < 0) this.#fail(`,
    caughtBy: readAssertions(String.raw`says where it is wrong and what would be right > body matches /(a)\1/`),
  },
  {
    name: "repeats within repeats are unbounded",
    file: "packages/core/src/assertion/pattern-problem.ts",
    from: "if (repeats > maxRepeat) this.#failAt(start,",
    to: "if (repeats < 0) this.#failAt(start,",
    caughtBy: readAssertions("says where it is wrong and what would be right > body matches /(a{40}b){40}/"),
  },
  {
    name: "patterns run on the engine that backtracks",
    file: "packages/outbound/src/condition-tools.ts",
    from: "matches: ({ source, flags }, text) => compiled(`${flags}/${source}`).test(text),",
    to: "matches: ({ source, flags }, text) => new RegExp(source, flags).test(text),",
    caughtBy: hostileConditions("answers ^(a+)+$ at once where an engine that backtracks would never end"),
  },
  {
    name: "a condition may take all the CPU it wants",
    file: "packages/outbound/src/condition-lane.ts",
    from: `if (leftMs <= 0) end("too_slow");`,
    to: `if (leftMs <= -60_000) end("too_slow");`,
    caughtBy: hostileConditions("stops it long before the second after which a thread counts as lost"),
  },
  {
    name: "a hostile monitor makes the others wait",
    file: "packages/outbound/src/evaluate.ts",
    from: `if (answers.includes("too_slow")) slow.add(key);`,
    to: "",
    caughtBy: hostileConditions("lets a hostile monitor keep only itself waiting"),
  },
];
