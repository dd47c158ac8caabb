import { type Bug, integration, unit } from "./bug.ts";

const classes = unit("packages/outbound/src/address-classes.test.ts");
const policy = unit("packages/outbound/src/address-policy.test.ts");
const dial = unit("packages/outbound/src/dial.test.ts");
const redaction = unit("packages/outbound/src/redaction.test.ts");
const reader = unit("packages/outbound/src/response-reader.test.ts");
const tricks = integration("packages/outbound/test/address-tricks.test.ts");
const hostile = integration("packages/outbound/test/hostile-targets.test.ts");
const bodies = integration("packages/outbound/test/http-bodies.test.ts");
const requests = integration("packages/outbound/test/http-requests.test.ts");
const http = integration("packages/outbound/test/probe-http.test.ts");
const sequence = integration("packages/outbound/test/probe-sequence.test.ts");
const stalled = integration("packages/outbound/test/stalled-loop.test.ts");
const dns = integration("packages/outbound/test/probe-dns.test.ts");

/** What keeps somebody else's address from hurting us: the wall, deadlines, bounds, redaction, and whom we blame. */
export const outboundBugs: readonly Bug[] = [
  {
    name: "half of the loopback addresses are public",
    file: "packages/outbound/src/address-classes.ts",
    from: `"127.0.0.0/8"`,
    to: `"127.0.0.0/9"`,
    caughtBy: classes("IPv4 > 127.0.0.0 to 127.255.255.255 is loopback, to the last address and no further"),
  },
  {
    name: "172.17.0.0, where containers are, is public",
    file: "packages/outbound/src/address-classes.ts",
    from: "172.16.0.0/12",
    to: "172.16.0.0/16",
    caughtBy: classes("IPv4 > 172.16.0.0 to 172.31.255.255 is private, to the last address and no further"),
  },
  {
    name: "link-local addresses and their metadata are open",
    file: "packages/outbound/src/address-classes.ts",
    from: " 169.254.0.0/16",
    to: "",
    caughtBy: classes("169.254.169.254 is shut always"),
  },
  {
    name: "shared address space counts as public",
    file: "packages/outbound/src/address-classes.ts",
    from: " 100.64.0.0/10",
    to: "",
    caughtBy: classes("IPv4 > 100.64.0.0 to 100.127.255.255 is private, to the last address and no further"),
  },
  {
    name: "a cloud's metadata in a private range is open by policy",
    file: "packages/outbound/src/address-classes.ts",
    from: " fd00:ec2::/32",
    to: "",
    caughtBy: classes("fd00:ec2::254 is shut always"),
  },
  {
    name: "IPv6 outside of 2000::/3 is public",
    file: "packages/outbound/src/address-classes.ts",
    from: `"2000::/3"`,
    to: `"::/0"`,
    caughtBy: classes("IPv6 > mapped (::ffff:127.0.0.1) is never dialled"),
  },
  {
    name: "6to4 hides an address",
    file: "packages/outbound/src/address-classes.ts",
    from: " 2002::/16",
    to: "",
    caughtBy: classes("IPv6 > 6to4 of loopback (2002:7f00:1::) is never dialled"),
  },
  {
    name: "ISATAP hides an address",
    file: "packages/outbound/src/address-classes.ts",
    from: `if (isIsatap && classifyBytes(bytes.subarray(12)) !== "public") return "never";`,
    to: "",
    caughtBy: classes("IPv6 > ISATAP of loopback (2606:4700::5efe:127.0.0.1) is never dialled"),
  },
  {
    name: "the platform's own database may be dialled where private targets are",
    file: "packages/outbound/src/address-policy.ts",
    from: "return listensHere && (classify(address)",
    to: "return !listensHere && (classify(address)",
    caughtBy: policy(
      "the platform's own ports stay shut where private targets are allowed > a database at localhost is shut at every address of this machine",
    ),
  },
  {
    name: "the platform's own database may be dialled by this machine's address",
    file: "packages/outbound/src/address-policy.ts",
    from: `(classify(address) === "loopback" || isOwnAddress(address))`,
    to: `classify(address) === "loopback"`,
    caughtBy: policy(
      "the platform's own ports stay shut where private targets are allowed > a database at localhost is shut at every address of this machine",
    ),
  },
  {
    name: "a literal is dialled unchecked",
    file: "packages/outbound/src/checked-addresses.ts",
    from: "isTrusted !== true && refuses(",
    to: "isTrusted === true && refuses(",
    caughtBy: tricks("the dialer refuses by itself, whoever calls it"),
  },
  {
    name: "only the first address of a name is checked",
    file: "packages/outbound/src/resolve.ts",
    from: "return answer.some((address) => refuses(",
    to: "return answer.slice(0, 1).some((address) => refuses(",
    caughtBy: tricks("no trick reaches the canary > as the answer of a name server, alone or among good ones, in either family"),
  },
  {
    name: "a name is resolved again when it is dialled",
    file: "packages/outbound/src/dial.ts",
    from: "const options = { host: address, port: target.port, autoSelectFamily: false };",
    to: "const options = { host: target.host, port: target.port, autoSelectFamily: false };",
    caughtBy: tricks(
      "no trick reaches the canary by way of another host > by rebinding: every connection dials the very address that was checked",
    ),
  },
  {
    name: "nobody looks whom the kernel connected us to",
    file: "packages/outbound/src/dial.ts",
    from: "return remoteAddress === checked || isSameAddress(remoteAddress, checked) ? null : addressRefused;",
    to: "return remoteAddress === checked || isSameAddress(remoteAddress, checked) ? null : null;",
    caughtBy: dial("connected to 127.0.0.1 where 203.0.113.7 was checked: address_refused"),
  },
  {
    name: "a proxy may be asked for what is denied",
    file: "packages/outbound/src/dial-through.ts",
    from: "  if (refusesThroughProxy(deps.policy, target.host, target.port)) return addressRefused;\n",
    to: "",
    caughtBy: tricks("no trick reaches the canary by way of another host > through a proxy that may be asked"),
  },
  {
    name: "a typed name server stands outside of the wall",
    file: "packages/outbound/src/probe.ts",
    from: `if (spec.nameServer !== "" && refusesNameServer(deps.policy, spec.nameServer))`,
    to: `if (spec.nameServer === "-" && refusesNameServer(deps.policy, spec.nameServer))`,
    caughtBy: dns("this machine's own name servers > may be typed for every kind, but not where they may not be dialled"),
  },
  {
    name: "our own name servers tell of private addresses",
    file: "packages/outbound/src/probe-dns.ts",
    from: "const isGuarded = !isNamed && !io.deps.policy.privateAllowed;",
    to: "const isGuarded = false;",
    caughtBy: dns("this machine's own name servers > tell nothing about an internal name to whoever may not dial it"),
  },
  {
    name: "a refusal tells how long it took",
    file: "packages/outbound/src/probe.ts",
    from: "message, totalUs: 0, phases: {}, evidence };",
    to: "message, totalUs: deadline.elapsedUs(), phases: {}, evidence };",
    caughtBy: tricks("a refusal tells nothing > neither by its text, its figures nor its evidence"),
  },
  {
    name: "a redirect to another origin carries headers and credentials",
    file: "packages/outbound/src/request-http.ts",
    from: "if (next.origin !== url.origin) headers = body = signIn = undefined;",
    to: "if (next.origin !== url.origin) body = undefined;",
    caughtBy: requests("a redirect > 302 to another origin, and back from there, carries nothing of ours"),
  },
  {
    name: "a redirect may lead to any scheme",
    file: "packages/outbound/src/request-http.ts",
    from: "return typed.success ? new URL(typed.data) : null;",
    to: "return URL.parse(location, from.href);",
    caughtBy: http("redirects > does not follow an address with credentials"),
  },
  {
    name: "redirects are followed for as long as there is time",
    file: "packages/outbound/src/request-http.ts",
    from: "if (followed++ === maxRedirects)",
    to: "if (followed++ === 1_000_000)",
    caughtBy: http("redirects > gives up on a loop"),
  },
  {
    name: "each stage of a check has the whole time",
    file: "packages/outbound/src/deadline.ts",
    from: "    const leftMs = this.startedAtMs + this.timeoutMs - performance.now();",
    to: "    const leftMs = this.startedAtMs + 3 * this.timeoutMs - performance.now();",
    caughtBy: hostile("whatever a target does, its check ends in time > sends one byte of headers at a time"),
  },
  {
    name: "each step of a sequence has a deadline of its own",
    file: "packages/outbound/src/deadline.ts",
    from: "    if (this.ended === null) this.#onEnd = onEnd;\n",
    to: '    clearTimeout(this.#timer);\n    this.#timer = setTimeout(() => this.#end("timeout"), this.timeoutMs);\n    if (this.ended === null) this.#onEnd = onEnd;\n',
    caughtBy: sequence("has one deadline for all steps"),
  },
  {
    name: "headers are read without bound",
    file: "packages/outbound/src/response-reader.ts",
    from: "const maxHeadBytes = 65_536;",
    to: "const maxHeadBytes = 65_536_000;",
    caughtBy: hostile("whatever a target does, its check ends in time > sends endless headers"),
  },
  {
    name: "a body is read without end",
    file: "packages/outbound/src/response-reader.ts",
    from: "if (this.#bodyBytes < maxBodyBytes) return",
    to: "if (this.#bodyBytes < Infinity) return",
    caughtBy: hostile("whatever a target does, its check ends in time > sends an endless body"),
  },
  {
    name: "more is unpacked than would be read",
    file: "packages/outbound/src/response-body.ts",
    from: "maxOutputLength: maxBytes,",
    to: "maxOutputLength: 2 * maxBytes,",
    caughtBy: bodies("a body that is wanted > fails by name for one byte more than 1 MB"),
  },
  {
    name: "brotli that nobody asked for is decoded as if it were deflate",
    file: "packages/outbound/src/response-body.ts",
    from: `if (encoding !== "deflate") return null;`,
    to: "",
    caughtBy: bodies("a body that is wanted > fails by name for brotli, which nobody asked for"),
  },
  {
    name: "an answer that contradicts itself about its length is taken",
    file: "packages/outbound/src/response-reader.ts",
    from: "if (framing === null) return invalid(",
    to: "if (framing === undefined) return invalid(",
    caughtBy: hostile("whatever a target does, its check ends in time > contradicts itself about the length"),
  },
  {
    name: "a bare line feed ends a header line",
    file: "packages/outbound/src/response-reader.ts",
    from: "if (hasBareLf(bytes, searchFrom)) return invalid(",
    to: "if (bytes.length < 0) return invalid(",
    caughtBy: reader("invalid responses > bare line feeds"),
  },
  {
    name: "a secret that comes back in base64 is shown",
    file: "packages/outbound/src/redaction.ts",
    from: "    base64,\n",
    to: "",
    caughtBy: redaction("hides a secret that a target writes back in base64"),
  },
  {
    name: "a secret that comes back inside of JSON is shown",
    file: "packages/outbound/src/redaction.ts",
    from: "    JSON.stringify(secret).slice(1, -1),\n",
    to: "",
    caughtBy: redaction("hides a secret that a target writes back inside of JSON"),
  },
  {
    name: "a secret of the monitor that a target echoes is shown",
    file: "packages/outbound/src/probe.ts",
    from: "    secrets.push(secret);\n",
    to: "",
    caughtBy: bodies(
      "what a check shows of a body > is its first 16 kB where somebody looks, without the secrets of the monitor however they are written",
    ),
  },
  {
    name: "cookies of a target are shown",
    file: "packages/outbound/src/evidence.ts",
    from: "/^(?:set-cookie2?|cookie|",
    to: "/^(?:cookie|",
    caughtBy: http("a plain check > shows the response of a check that is not up, without its secrets"),
  },
  {
    name: "our own pause is blamed on the target",
    file: "packages/outbound/src/failure.ts",
    from: "return isOurs ? stalled(",
    to: "return isOurs && deadline.timeoutMs < 0 ? stalled(",
    caughtBy: stalled("a prober that stands still blames nobody > when a block of 300 ms makes the deadline late"),
  },
  {
    name: "our own pause makes an answer slow",
    file: "packages/outbound/src/probe.ts",
    from: "if (stall !== null) return failed(stall, spec, io);",
    to: "if (stall === undefined) return failed(stall, spec, io);",
    caughtBy: stalled("a prober that stands still blames nobody > when the answer was quick but we were slow to read it"),
  },
  {
    name: "a shutdown is blamed on the target",
    file: "packages/outbound/src/failure.ts",
    from: `if (deadline.ended === "shutdown")`,
    to: `if (deadline.ended === null)`,
    caughtBy: http("stops at once, as our own doing, when the process shuts down"),
  },
  {
    name: "a certificate that is not trusted is good enough",
    file: "packages/outbound/src/secure.ts",
    from: "if (secured.authorized || options.verify === false) settle(secured);",
    to: "if (secured.authorized || options.verify !== false) settle(secured);",
    caughtBy: hostile("does not trust an authority that the system does not know"),
  },
  {
    name: "a certificate for another name is good enough",
    file: "packages/outbound/src/secure.ts",
    from: "(isFor(peerCertificate(), name) ? undefined : notForName)",
    to: "(isFor(peerCertificate(), name) ? undefined : undefined)",
    caughtBy: http("TLS > a certificate that is wrong-name is tls_name_mismatch, with the certificate as evidence and nothing sent"),
  },
];
