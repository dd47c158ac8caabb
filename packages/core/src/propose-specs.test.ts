import fc from "fast-check";
import { expect, it } from "vitest";
import { proposeSpecs } from "./propose-specs.ts";

const first = (text: string) => proposeSpecs(text).proposals[0];
const kindsOf = (text: string) => proposeSpecs(text).proposals.map((proposal) => proposal.kind);

it.each([
  ["https://example.com/health", "http"],
  ["example.com", "http"],
  ["example.com:8080", "http"],
  ["localhost:3000/health", "http"],
  ["::1", "http"],
  ["127.0.0.1:4711", "tcp"],
  ["db.example.com:5432", "postgres"],
  ["postgres://app:secret@db.example.com/orders", "postgres"],
  ["redis://cache:6379", "redis"],
  ["mqtts://broker.example.com", "mqtt"],
  ["dns:example.com", "dns"],
  ["example.com:22", "ssh"],
  ["wss://example.com/socket", "websocket"],
] as const)("takes %s for %s first", (text, kind) => {
  expect(first(text)?.kind).toBe(kind);
});

it("puts what a host was found to speak first", () => {
  expect(proposeSpecs("127.0.0.1:4711", "http").proposals[0]).toMatchObject({ kind: "http", spec: { url: "http://127.0.0.1:4711" } });
  expect(proposeSpecs("example.com/health", "http").proposals[0]).toMatchObject({ spec: { url: "http://example.com/health" } });
  expect(proposeSpecs("https://example.com", "http").proposals[0]).toMatchObject({ spec: { url: "https://example.com" } });
});

it("takes a path that says so for metrics, and any request for the first step of a sequence", () => {
  expect(first("http://example.com:9100/metrics")?.kind).toBe("metrics");
  const { proposals } = proposeSpecs("curl https://example.com/login -u ann:s3cret -d a=1");
  expect(proposals.find(({ kind }) => kind === "sequence")?.spec).toMatchObject({
    steps: [{ url: "https://example.com/login", method: "POST", auth: { type: "basic", password: "s3cret" } }],
  });
});

it("offers what else a bare domain could mean", () => {
  expect(kindsOf("example.com")).toEqual(expect.arrayContaining(["http", "ping", "dns", "tls", "domain"]));
});

it("puts the password of an address into the field that is sealed, and out of the target", () => {
  const proposal = first("postgres://app:s3cret@db.example.com:5433/orders");
  expect(proposal?.spec).toMatchObject({ host: "db.example.com", port: 5433, user: "app", password: "s3cret", database: "orders" });
  expect(proposal?.name).not.toContain("s3cret");
});

it("reads a curl command whole, and names what it cannot take", () => {
  const { proposals, notes } = proposeSpecs(
    String.raw`curl -X POST 'https://api.example.com/v1/items' \
  -H 'X-Note: it'\''s' -H "Authorization: Bearer abcd" --data-raw '{"a":1}' -k -L --max-time 5 --retry 3`,
  );
  expect(proposals[0]).toMatchObject({
    kind: "http",
    spec: {
      url: "https://api.example.com/v1/items",
      method: "POST",
      timeoutMs: 5_000,
      headers: [{ name: "X-Note", value: "it's" }],
      auth: { type: "bearer", token: "abcd" },
      tls: { verify: false },
    },
  });
  expect(JSON.stringify(proposals[0]?.spec)).toContain(String.raw`{\"a\":1}`);
  expect(notes.join(" ")).toContain("--retry");
});

it.each([
  // How rustup is installed: a value of an option that is not known as one would be the address.
  ["curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs", { method: "GET", url: "https://sh.rustup.rs/" }],
  ["$ sudo /usr/bin/curl example.com --request-target /x", { method: "GET", url: "http://example.com/" }],
  ["curl -d @order.json https://example.com", { method: "POST" }],
  ["curl -F part=@photo.png https://example.com", { method: "POST" }],
  ["curl -T photo.png https://example.com", { method: "PUT" }],
  ["curl -G -d q=1 https://example.com", { method: "GET", url: "https://example.com/?q=1" }],
] as const)("reads %s as curl would send it", (command, spec) => {
  expect(proposeSpecs(command).proposals[0]?.spec).toMatchObject(spec);
});

it.each(["-F part=@photo.png", "--form name=Ann --form 'note=a b'", "--form-string name=Ann"])(
  "says that the multipart form of %s is not sent, and sends nothing in its place",
  (form) => {
    const { proposals, notes } = proposeSpecs(`curl ${form} https://example.com`);
    expect(notes).toEqual([
      "Vedette cannot send a multipart form, so the request has no body. Where the service takes other forms too, choose Form as its body.",
    ]);
    expect(proposals[0]?.spec).not.toHaveProperty("body");
    expect(proposeSpecs(`curl ${form} -X PATCH https://example.com`)).toMatchObject({
      proposals: [{ spec: { method: "PATCH" } }, {}],
      notes,
    });
  },
);

it.each(["\r\n", " "])("reads a command as browsers copy it for Windows (lines end with %j)", (end) => {
  const lines = [
    'curl ^"https://api.example.com/x?q=^%^20a^" ^',
    '  -X ^"PUT^" ^',
    '  -H ^"content-type: application/json^" ^',
    '  --data-raw ^"^{^\\^"a^\\^":^\\^"b ^& c^\\^"^}^"',
  ];
  expect(proposeSpecs(lines.join(end))).toMatchObject({
    proposals: [
      { spec: { url: "https://api.example.com/x?q=%20a", method: "PUT", body: { type: "json", text: '{"a":"b & c"}' } } },
      { kind: "sequence" },
    ],
    notes: [],
  });
  expect(proposeSpecs("curl -d 'a^b' example.com").proposals[0]?.spec).toMatchObject({ body: { text: "a^b" } });
});

it.each([
  ["curl -s", "This command names no address. Paste it with its https:// or http:// address."],
  ["curl ftp://example.com/x", "Of commands, only those for https:// and http:// are read. Paste the ftp:// address alone."],
  ["127.0.0.1:99999", "Ports end at 65535, and 99999 is beyond. Type another port."],
  ["htps://example.com", "There is no kind of monitor for htps:// addresses. Did you mean https://example.com?"],
  ["memcached://db:11211", "There is no kind of monitor for memcached:// addresses. Type db:11211 to watch its port."],
  ["tcp://db", "Add the port, such as tcp://db:8000."],
  ["kafka://a:9092,b:9092", "Type one server alone, such as a:9092, and make a monitor for each of the others."],
  [
    "mongodb+srv://me:hunter2@db.net",
    "Behind mongodb+srv:// stands a list of servers. Paste the address of one of them, such as mongodb://db0.db.net.",
  ],
  ["https://", null],
  ["", null],
])("says of %j why it can be nothing, and what to type instead", (typed, problem) => {
  expect(proposeSpecs(typed)).toEqual({ proposals: [], notes: [], problem });
});

it("answers any text, and every proposal is one that can be saved", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `curl ${text}`),
        fc.string().map((text) => `${text}:22`),
      ),
      (text) => {
        for (const proposal of proposeSpecs(text).proposals) expect(proposal.name.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 10_000 },
  );
}, 60_000);

it("leaves out a secret that is too short to be hidden, and says so", () => {
  const note = "A password or key of fewer than 4 characters was left out: it could not be hidden in an answer that repeats it.";
  for (const typed of ["redis://:abc@db.example.com", "curl -u me:abc https://example.com", "curl -H 'X-Token: abc' https://example.com"]) {
    const { proposals, notes } = proposeSpecs(typed);
    expect(proposals.length).toBeGreaterThan(0);
    expect(JSON.stringify(proposals)).not.toContain("abc");
    expect(notes).toEqual([note]);
  }
  expect(proposeSpecs("redis://:abcd@db.example.com")).toMatchObject({ proposals: [{ spec: { password: "abcd" } }], notes: [] });
});

it("takes no more headers and secrets from a command than a monitor has, however many there are", () => {
  const { proposals, notes } = proposeSpecs(`curl example.com ${"-b a=b ".repeat(13_000)} ${"-H 'X-A: b' ".repeat(60)}`.slice(0, 99_000));
  expect(notes).toContain("The header Cookie was left out: at most 20 secrets are kept.");
  expect(proposals.map(({ kind }) => kind)).toEqual(["http", "sequence"]);
  const many = proposeSpecs(`curl example.com ${Array.from({ length: 60 }, (_, i) => `-H 'X-${i}: b'`).join(" ")}`);
  expect(many.notes).toContain("The header X-50 was left out: at most 50 are sent.");
  expect(many.proposals).toMatchObject([{ spec: { headers: { length: 50 } } }, { kind: "sequence" }]);
});
