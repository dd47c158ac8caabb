import { startSmtpSink } from "@vedette/testkit/smtp-sink";
import { type Outcome, brokenOf } from "./outcome.ts";
import { startWorld } from "./world.ts";

const refused = "nobody@acme.example";

/** Promise 13: channels that fail, hang, are gone and are refused: when another channel says so, and when the owner has a mail about it. */
export async function failing(): Promise<Outcome> {
  await using mailbox = await startSmtpSink({ refuse: [refused] });
  await using world = await startWorld();
  for (const name of ["working", "erring", "hanging", "gone"]) await world.hook(name);
  await world.channel({ name: "refused", target: { kind: "email", to: [refused] } });
  world.answers("erring", () => 500);
  world.answers("hanging", () => "hang");
  world.answers("gone", () => 410);
  await world.monitors(["monitor"]);
  await world.worker({ SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`, MAIL_FROM: "vedette@acme.example" });
  await world.until("it is up", 60_000, async () => (await world.rows("SELECT FROM monitor_states WHERE confirmed = 'up'")).length > 0);
  world.setUp(["monitor"], false);
  await world.until("it is told of", 30_000, () => world.heard.some((one) => one.channel === "working"));
  const beganMs = world.heard.find((one) => one.channel === "working")?.atMs ?? 0;
  const names = ["erring", "hanging", "gone", "refused"];
  const toldAt = (name: string) =>
    world.heard.find(
      (one) => one.channel === "working" && one.message.data.channel?.name === name && one.message.type === "channel.failing",
    )?.atMs;
  const isMailed = (name: string) =>
    mailbox.mails.some(
      ({ to, headers }) => to.includes("ada@acme.example") && headers.get("subject")?.includes(`through ${name}`) === true,
    );
  await world.until("each is told of", 100_000, () => names.every((name) => toldAt(name) !== undefined && isMailed(name))).catch(() => {});
  const tookMs = names.map((name) => (toldAt(name) ?? Number.POSITIVE_INFINITY) - beganMs);
  // What was attempted is kept apart from what was confirmed.
  const [kept] = await world.rows<{ confirmed: number; attempted: number; wrong: number }>(
    `SELECT count(*) FILTER (WHERE outcome = 'delivered')::int AS confirmed, count(*)::int AS attempted,
            count(*) FILTER (WHERE (outcome = 'delivered') IS DISTINCT FROM true AND ok OR outcome = 'delivered' AND NOT ok)::int AS wrong
     FROM outbox o JOIN channels c ON c.id = o.channel_id CROSS JOIN LATERAL (SELECT bool_or(ok) AS ok FROM delivery_attempts a WHERE a.outbox_id = o.id) a
     WHERE o.type = 'incident.opened' AND c.name = ANY($1)`,
    [["working", ...names]],
  );
  return {
    rows: [
      ...names.map((name, i): [string, number] => [`told of the channel that is ${name}, after ms`, tookMs[i] ?? Number.NaN]),
      ["its owner has a mail of each", names.filter(isMailed).length],
      ["alerts confirmed, of those attempted", `${kept?.confirmed} of ${kept?.attempted}`],
    ],
    figures: { failing_told_max_ms: Math.max(...tookMs), failing_mails: names.filter(isMailed).length },
    broken: brokenOf({
      "a failing channel is told of within a minute": tookMs.every((ms) => ms <= 60_000),
      "its owner has a mail": names.every(isMailed),
      "what was attempted is not called confirmed": kept?.confirmed === 1 && kept.attempted === 5 && kept.wrong === 0,
    }),
  };
}
