import type { Facts } from "@vedette/core/assertion/assertion";
import { evaluateCondition } from "@vedette/core/assertion/evaluate-condition";
import { jsonPathProblem } from "@vedette/core/assertion/json-path-problem";
import { groupsIn, patternProblem } from "@vedette/core/assertion/pattern-problem";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { writeAssertion } from "@vedette/core/assertion/write-assertion";
import { readSelector } from "@vedette/core/css-selector";
import { readDnsServer } from "@vedette/core/dns-server";
import { canonicalHost } from "@vedette/core/fields";
import { BeatSchedule, HeartbeatSpec } from "@vedette/core/kinds/heartbeat";
import { httpSubjects } from "@vedette/core/kinds/http";
import { MonitorSpec } from "@vedette/core/monitor-spec";
import { effectOf } from "@vedette/core/ping";
import { proposeSpecs } from "@vedette/core/propose-specs";
import { readRdapServices, readRegistration } from "@vedette/core/rdap";
import { RedisCommand, commandWords } from "@vedette/core/redis-command";
import { singularPath, valueAt } from "@vedette/core/singular-path";
import { SqlStatement } from "@vedette/core/sql-statement";
import { StatusSet, statusMatches } from "@vedette/core/status-set";
import { expectedAfter } from "@vedette/engine/expected-after";
import { conditionTools, firstGroup, isTooDeep } from "@vedette/outbound/condition-tools";
import { CookieJar } from "@vedette/outbound/cookie-jar";
import { digestAnswer, digestChallengeOf } from "@vedette/outbound/digest-auth";
import { textOfHtml } from "@vedette/outbound/html-text";
import { pickMetric, readMetrics, readSelector as readMetricSelector, selectorOf } from "@vedette/outbound/metric-text";
import { retryAfterMs } from "@vedette/outbound/retry-after";
import { Scram, ScramError } from "@vedette/outbound/scram";
import type { FuzzTarget } from "@vedette/testkit/fuzz";
import { mutatedText } from "@vedette/testkit/mutate";
import { between, oneOf } from "@vedette/testkit/seeded-random";
import assert from "node:assert/strict";

type Seeds = readonly [string, ...string[]];

function target(name: string, seeds: Seeds, words: readonly string[], read: FuzzTarget<string>["read"]): FuzzTarget<string> {
  return { name, input: (random) => mutatedText(random, seeds, words), read };
}

const facts: Facts = {
  values: { status: 200, latency: 12.5, redirects: 0, "http.version": "1.1", "tls.names": ["a.test", "b.test"], "tls.expires_in": 1e9 },
  headers: [
    ["content-type", "text/html"],
    ["x-many", "a,b"],
  ],
  body: '{"queue": {"depth": 3}, "items": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}',
};
const schedule = (expression: string, timeZone: string) => BeatSchedule.safeParse({ type: "cron", expression, timeZone });

/** Whether a condition or a pattern gave up as it may: on what is nested too deeply. */
function allowingDepth(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!isTooDeep(error)) throw error;
  }
}

/** What people type and paste. */
const typed: readonly FuzzTarget<string>[] = [
  target(
    "conditions",
    [
      "status in 200..299, 301\nlatency < 800ms else degraded",
      'header "content-type" contains "json"\nbody matches /ok|fine/i',
      'json "$.queue.depth" <= 100\nbody.size < 20kB',
      'tls.expires_in > 14d\ntls.names == ["a.test", "b.test"]\ntls.trusted == true',
    ],
    ["not in", "does not match", "exists", "else degraded", "else down", "..", "/x/s", "1.5s", "json", "# note"],
    (text) => {
      // No more is taken of one monitor.
      const { conditions, errors } = readAssertions(text.slice(0, 4_000), httpSubjects);
      for (const { line, column } of errors) assert.ok(line >= 1 && column >= 1);
      for (const condition of conditions) {
        const written = writeAssertion(condition);
        assert.deepEqual(readAssertions(written, httpSubjects), { conditions: [condition], errors: [] }, written);
        allowingDepth(() => assert.ok(evaluateCondition(condition, facts, conditionTools).actual.length <= 201));
      }
    },
  ),
  target(
    "json path",
    ["$.queue.depth", "$..id", "$.items[?@.id > 1 && search(@.name, 'a+')].name", "$['a'][0:2:-1, *]", "$[?length(@.a) == count(@..b)]"],
    ["..", "[*]", "[?", "@", "match(@, 'a')", "==", "&&", "||", "!", "-1", "::"],
    (path) => {
      const problem = jsonPathProblem(path);
      if (problem !== null) return assert.ok(problem.index >= 0 && problem.message !== "");
      allowingDepth(() => void [...(conditionTools.queryJson(path, '{"a": [1, {"b": "x"}]}') as Iterable<unknown>)]);
      const places = singularPath(path);
      if (places !== null) valueAt(JSON.parse(facts.body ?? ""), places);
      return undefined;
    },
  ),
  target(
    "pattern",
    [
      String.raw`^(\w+)@[a-z0-9.-]+\.[a-z]{2,}$`,
      "(?i)a|b*?",
      String.raw`[^\d\s]{1,20}(?:x|y)\b`,
      String.raw`\p{Greek}[[:alpha:]-]`,
      "(?P<name>a+)",
    ],
    ["(?:", "(?i)", "{2,3}", "*?", "[^", "\\b", "\\pN", "|", "(?=", "\\1"],
    (source) => {
      const problem = patternProblem(source);
      if (problem !== null) return assert.ok(problem.index >= 0 && problem.message !== "");
      conditionTools.matches({ source, flags: "is" }, "a b@c.de 12");
      if (groupsIn(source) > 0) firstGroup(source, "a b@c.de 12");
      return undefined;
    },
  ),
  target(
    "cron",
    ["*/5 * * * *", "30 2 29 2 1-5", "@daily", "0 0 1,15 JAN,MAR MON#1", "0 22 L * ?"],
    ["*", "/", "-", ",", "#", "L", "W", "SUN", "@", "60"],
    (text, random) => {
      const parsed = schedule(text, oneOf(random, ["UTC", "Europe/Vienna", "Australia/Lord_Howe", "America/St_Johns"])).data;
      if (parsed === undefined) return;
      const at = between(random, 0, 4e9) * 1_000;
      const next = nextOf(parsed);
      // Null: it means nothing, which is what the form says then.
      if (next !== null) assert.ok(next(at) > at);
    },
  ),
  target(
    "curl command",
    [
      `curl -X POST 'https://api.example.com/v1?x=1' -H 'X-Note: it'\\''s' -H "Authorization: Bearer abcd" --data-raw '{"a":1}' -k -L --max-time 5`,
      "curl -u user:pa55 -x http://proxy:3128 --json '{}' https://example.com",
      "curl --url example.com -G -d a=b --data-urlencode 'c d=e' -b 'k=v' \\\n -I -F f=@x --compressed",
    ],
    ["-X ", "-H ", "-d ", "--json ", "$'\\x41'", "'", '"', "\\\n", "-", "--", "@-", "https://"],
    (text) => assert.ok(proposeSpecs(text).notes.every((note) => note !== "")),
  ),
  target(
    "address",
    [
      "https://user:pa55@example.com:8443/a?b=c#d",
      "postgres://app:pass@[2001:db8::1]:5432/shop?sslmode=require",
      "dns://9.9.9.9/example.com?type=MX",
      "db.example.com:6379",
      "mqtts://broker/#",
      "domain:example.com",
    ],
    ["://", "@", ":", "[", "]", "::1", "0x7f.1", "\u2460", "%31", "redis", "amqps"],
    (text) => {
      for (const { spec } of proposeSpecs(text).proposals) assert.ok(MonitorSpec.safeParse(spec).success);
      const host = canonicalHost(text);
      if (host !== null) assert.equal(canonicalHost(host), host);
      readDnsServer(text);
    },
  ),
  target("redis command", ["GET jobs:count", 'LLEN "a b"', "INFO memory", "ZCARD 'x'"], ["HGET", "XLEN", '"', "'", "\\"], (text) => {
    const command = RedisCommand.safeParse(text);
    if (command.success) assert.ok((commandWords(command.data) ?? []).length < 10);
  }),
  target(
    "sql",
    ["SELECT count(*) FROM jobs", "select 1; -- x", "WITH a AS (SELECT 1) TABLE a"],
    ["/*", "*/", "--", ";", "$$", "'"],
    (text) => void SqlStatement.safeParse(text),
  ),
  target("status set", ["2xx, 301", "200-299,404", "any"], ["x", "-", ","], (text, random) => {
    const set = StatusSet.safeParse(text);
    if (set.success) statusMatches(set.data, between(random, 100, 999));
  }),
];

/** What targets send, once it is text. */
const received: readonly FuzzTarget<string>[] = [
  target(
    "prometheus text",
    [
      '# HELP a b\n# TYPE a counter\nhttp_requests_total{method="post",code="200"} 1027 1395066363000\nup 1\n',
      'lat_bucket{le="+Inf"} 144320\nlat_sum 53423\nx{a="\\"q\\\\\\n"} NaN\n# EOF\n',
      '{"queue": {"depth": 3, "up": true}}',
    ],
    ["{", "}", '="', "\\n", "# ", "+Inf", "1e308", "{le=", "@"],
    (text, random) => {
      const samples = readMetrics(text);
      const selector = readMetricSelector(oneOf(random, ["up", 'sum(http_requests_total{code=~"2.."})', text.slice(0, 80)]));
      if (typeof samples === "string") return;
      if (selector !== null) pickMetric(samples, selector);
      for (const sample of samples.slice(0, 50)) assert.notEqual(readMetricSelector(selectorOf(sample)), null);
    },
  ),
  target(
    "html",
    [
      "<!doctype html><html><head><title>T</title><script>if (a<b) {}</script></head><body class='x y'><h1 id=a>Hi &amp; you</h1><ul><li>1<li>2</ul></body></html>",
      '<table><tr><td data-a="1">a<td>b</tr></table><p>x<p>y<br/><!-- c --><textarea><b></textarea>',
    ],
    ["<", ">", "<!--", "-->", "</", "<script>", "<li>", "&#x41;", "&nbsp;", "='", "<p class="],
    (html, random) => {
      const selector = readSelector(oneOf(random, ["h1", "ul > li:nth-child(2)", "[class~='x'] #a, td + td", html.slice(0, 40)]));
      const read = textOfHtml(html, typeof selector === "string" ? null : selector);
      assert.ok((read ?? "").length <= html.length * 4 + 100);
    },
  ),
  target(
    "rdap answer",
    [
      '{"objectClassName":"domain","ldhName":"EXAMPLE.COM","status":["active"],"events":[{"eventAction":"expiration","eventDate":"2026-02-20T04:00:00Z"}],"nameservers":[{"ldhName":"a.test"}],"entities":[{"roles":["registrar"],"handle":"1","vcardArray":["vcard",[["fn",{},"text","R"]]]}]}',
      '{"services":[[["com","net"],["https://rdap.test/"]]]}',
    ],
    ["null", "[]", "{}", "[[", '"fn"', "-271821-01-01", "1e9"],
    (text) => {
      const json = parsed(text);
      readRegistration(json);
      readRdapServices(json);
    },
  ),
  target(
    "www-authenticate",
    [
      'Digest realm="a", nonce="b", qop="auth", algorithm=SHA-256-sess, opaque="c", userhash=true',
      'Basic realm="x", Digest realm="\\"q\\"",nonce=d',
    ],
    ["Digest ", "realm=", "nonce=", "qop=auth", "=", ",", '"', "\\"],
    (text) => {
      // What the reader of heads lets through.
      const value = text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "");
      const challenge = digestChallengeOf({ version: "1.1", status: 401, headers: [["www-authenticate", value]] });
      if (challenge === null) return;
      const answer = digestAnswer(challenge, { user: "u", password: "pass", method: "GET", target: "/" });
      assert.ok(!/[\r\n\0]/.test(answer));
    },
  ),
  target(
    "set-cookie",
    ["sid=abc; Path=/; HttpOnly; Max-Age=3600", "a=; expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    ["=", ";", ",", "Max-Age=0", '"'],
    (value) => {
      const jar = new CookieJar();
      const url = new URL("https://a.test/");
      jar.take({ version: "1.1", status: 200, headers: [["set-cookie", value]] }, url);
      assert.ok(!/[\r\n\0]/.test(jar.headerFor(url) ?? ""));
    },
  ),
  target("retry-after", ["120", "Wed, 21 Oct 2026 07:28:00 GMT"], ["-", "GMT", "1e9"], (value) => {
    const ms = retryAfterMs(value, 0);
    assert.ok(ms === null || (ms > 0 && ms <= 86_400_000));
  }),
  target(
    "scram",
    ["r=nonceSERVER,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=nonce,s=,i=1", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="],
    ["r=nonce", ",s=", ",i=", "i=1", "="],
    async (text) => {
      const scram = new Scram("sha256", "user", "pass", "nonce");
      try {
        assert.ok((await scram.proof(text.replace(/i=\d+/, "i=8"))).startsWith("c="));
      } catch (error) {
        if (!(error instanceof ScramError)) throw error;
      }
      assert.equal(scram.verify(text), false);
    },
  ),
  target("ping body", ["backup failed: disk full", "OK", "started\n\0"], ["failed", "OK", "started"], (bodyText) => {
    const spec = HeartbeatSpec.parse({
      kind: "heartbeat",
      failureKeyword: "fail",
      successKeyword: "OK",
      startKeyword: "start",
      otherBodies: "fail",
    });
    const kept = Buffer.from(bodyText).subarray(0, 10_000).toString();
    assert.ok(
      ["success", "start", "fail", "log"].includes(effectOf(spec, { kind: "success", exitCode: null, method: "POST", body: kept })),
    );
  }),
];

export const textTargets = [...typed, ...received];

function nextOf(beat: BeatSchedule): ((atMs: number) => number) | null {
  try {
    return expectedAfter(beat);
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
