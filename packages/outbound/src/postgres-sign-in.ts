import { createHash } from "node:crypto";
import type { ByteReader } from "./byte-reader.ts";
import type { PostgresWire } from "./postgres-wire.ts";
import { Scram, ScramError } from "./scram.ts";

/** Signs in by whichever of SCRAM-SHA-256, md5 and clear text the server asks for. Leaves nothing in the evidence that a password could be guessed from. */
export async function signInToPostgres(wire: PostgresWire, user: string, password: string): Promise<void> {
  const { talk } = wire;
  talk.hide(password);
  const { way, body } = await authentication(wire);
  if (way === 0) return;
  if (password === "") talk.fail("auth_failed", "The server asks for a password, and this monitor has none.");
  if (way === 3) wire.send("password [hidden]", ["p", Buffer.from(`${password}\0`)]);
  else if (way === 5) answer(wire, "md5 answer [hidden]", md5Answer(user, password, body.take(4)), "\0");
  else if (way === 10) await signInByScram(wire, password, body);
  else talk.fail("auth_failed", "The server asks for a way of signing in that a monitor cannot use.", `authentication request ${way}`);
  if ((await authentication(wire)).way !== 0) talk.fail("protocol_error", "The server does not end the sign-in.");
}

/** Sends what a password could be guessed from: hidden, also where the server repeats it. */
function answer(wire: PostgresWire, as: string, secret: string, end = ""): void {
  wire.talk.hide(secret);
  wire.send(as, ["p", Buffer.from(secret + end)]);
}

async function authentication(wire: PostgresWire): Promise<{ way: number; body: ByteReader }> {
  const { kind, body } = await wire.read();
  if (kind !== "R") wire.talk.fail("protocol_error", "The server does not speak the protocol of PostgreSQL.");
  return { way: body.i32(), body };
}

function md5Answer(user: string, password: string, salt: Buffer): string {
  const md5 = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash("md5")).digest("hex");
  return `md5${md5(md5(password, user), salt)}`;
}

async function signInByScram(wire: PostgresWire, password: string, offers: ByteReader): Promise<void> {
  const { talk } = wire;
  const mechanisms = offers.rest().toString().split("\0");
  if (!mechanisms.includes("SCRAM-SHA-256")) talk.fail("auth_failed", "The server offers no SCRAM-SHA-256.", mechanisms.join(" "));
  // The user stands in the startup message; the one in here is not looked at.
  const scram = new Scram("sha256", "", password.normalize("NFKC"));
  const first = Buffer.from(scram.first());
  const size = Buffer.alloc(4);
  size.writeInt32BE(first.length);
  wire.send("SCRAM-SHA-256 [hidden]", ["p", Buffer.concat([Buffer.from("SCRAM-SHA-256\0"), size, first])]);
  const challenge = await authentication(wire);
  if (challenge.way !== 11) talk.fail("protocol_error", "The server does not go on with SCRAM.");
  try {
    answer(wire, "SCRAM proof [hidden]", await scram.proof(challenge.body.rest().toString()));
  } catch (error) {
    if (error instanceof ScramError) talk.fail("protocol_error", error.message);
    throw error;
  }
  const last = await authentication(wire);
  if (last.way !== 12) talk.fail("protocol_error", "The server does not go on with SCRAM.");
  if (!scram.verify(last.body.rest().toString()))
    talk.fail("auth_failed", "The server could not prove that it knows the password: it may be another one.");
}
