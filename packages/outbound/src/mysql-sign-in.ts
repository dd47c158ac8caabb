import type { MysqlSpec } from "@vedette/core/kinds/mysql";
import { type BinaryLike, constants, createHash, publicEncrypt } from "node:crypto";
import type { MysqlWire } from "./mysql-wire.ts";

/** LONG_PASSWORD, LONG_FLAG, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. Neither LOCAL_FILES nor MULTI_STATEMENTS. */
const usual = 0x1 | 0x4 | 0x200 | 0x2000 | 0x8000 | 0x80000;
const withDatabase = 0x8;
const withTls = 0x800;
const maxPacketBytes = 1_048_576;
const utf8mb4 = 45;

/** Greets, begins TLS where asked, and signs in; answers the server's version. Leaves nothing in the evidence that a password could be guessed from. */
export async function signInToMysql(wire: MysqlWire, spec: MysqlSpec): Promise<string> {
  const { talk } = wire;
  const { user, password, database, security } = spec;
  talk.hide(password);
  const { version, capabilities, salt, plugin } = await greeting(wire);
  const ours = usual | (database === "" ? 0 : withDatabase) | (security === "tls" ? withTls : 0);
  if (security === "tls") {
    if ((capabilities & withTls) === 0) talk.fail("tls_failed", "The server does not offer TLS.");
    wire.send(hello(ours), "SSLRequest");
    await talk.upgrade(spec.tls);
  }
  const proof = proofOf(plugin, password, salt);
  const names = [
    Buffer.from(`${user}\0`),
    Buffer.from([proof.length]),
    proof,
    Buffer.from(database === "" ? "" : `${database}\0`),
    Buffer.from(`${plugin}\0`),
  ];
  wire.send(Buffer.concat([hello(ours), ...names]), `sign in as ${user === "" ? "nobody" : user} [hidden]`);
  await settle(wire, spec, plugin, salt);
  wire.isSignedIn = true;
  return version;
}

type Greeting = { version: string; capabilities: number; salt: Buffer; plugin: string };

async function greeting(wire: MysqlWire): Promise<Greeting> {
  const packet = wire.reader(await wire.read());
  if (packet.u8() !== 10) wire.strange();
  // MariaDB puts 5.5.5- before its own version, for the sake of old replicas.
  const version = packet.zeroEnded().replace(/^5\.5\.5-/, "");
  wire.talk.note("them", `greeting of ${version}`);
  packet.take(4);
  const begin = packet.take(8);
  packet.take(1);
  const low = packet.uintLE(2);
  packet.take(3);
  const capabilities = low + packet.uintLE(2) * 65_536;
  const saltBytes = packet.u8();
  packet.take(10);
  const end = packet.take(Math.max(13, saltBytes - 8)).subarray(0, 12);
  const plugin = packet.left > 0 ? packet.rest().toString().replace(/\0.*$/s, "") : "mysql_native_password";
  return { version, capabilities, salt: Buffer.concat([begin, end]), plugin: plugin in proofs ? plugin : "mysql_native_password" };
}

function hello(capabilities: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(capabilities, 0);
  bytes.writeUInt32LE(maxPacketBytes, 4);
  bytes.writeUInt8(utf8mb4, 8);
  return bytes;
}

/** Goes on until the server says OK: it may ask for another way of signing in, once, or for the password itself. */
async function settle(wire: MysqlWire, spec: MysqlSpec, firstPlugin: string, firstSalt: Buffer): Promise<void> {
  let [plugin, salt] = [firstPlugin, firstSalt];
  for (let turns = 0; turns < 4; turns++) {
    const packet = wire.reader(await wire.read());
    const kind = packet.u8();
    if (kind === 0) return;
    if (kind === 0xfe) {
      plugin = packet.left > 0 ? packet.zeroEnded() : "mysql_old_password";
      salt = packet.rest().subarray(0, 20);
      wire.talk.note("them", `sign in by ${plugin}`);
      if (!(plugin in proofs)) wire.talk.fail("auth_failed", "The server asks for a way of signing in that a monitor cannot use.", plugin);
      wire.send(proofOf(plugin, spec.password, salt), "[hidden]");
    } else if (kind === 1 && plugin === "caching_sha2_password") {
      // 3: the server knew the password from before, and OK follows. 4: it wants the password itself.
      if (packet.u8() === 4) await sendPassword(wire, spec, salt);
    } else wire.strange();
  }
  wire.strange();
}

/** The password itself goes through TLS only; without it, encrypted with the key that the server names. */
async function sendPassword(wire: MysqlWire, { password, security }: MysqlSpec, salt: Buffer): Promise<void> {
  const plain = Buffer.from(`${password}\0`);
  if (security === "tls") return wire.send(plain, "password [hidden]");
  wire.send(Buffer.from([2]), "ask for the server's public key");
  const key = (await wire.read()).subarray(1, 8_192).toString();
  wire.send(encrypted(wire, xor(plain, salt), key), "password, encrypted [hidden]");
}

function encrypted(wire: MysqlWire, bytes: Buffer, key: string): Buffer {
  try {
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, bytes);
  } catch {
    return wire.talk.fail("protocol_error", "The server's public key cannot be used.");
  }
}

const proofs: Record<string, (password: string, salt: Buffer) => Buffer> = {
  mysql_native_password: (password, salt) => {
    const once = digest("sha1", password);
    return xor(once, digest("sha1", salt, digest("sha1", once)));
  },
  caching_sha2_password: (password, salt) => {
    const once = digest("sha256", password);
    return xor(once, digest("sha256", digest("sha256", once), salt));
  },
};

/** What proves that we know the password, for a known plugin; no password needs no proof. */
function proofOf(plugin: string, password: string, salt: Buffer): Buffer {
  return password === "" ? Buffer.alloc(0) : (proofs[plugin]?.(password, salt) ?? Buffer.alloc(0));
}

function digest(name: string, ...parts: readonly BinaryLike[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash(name)).digest();
}

/** Each byte with the one of `key` at its place, which is repeated. */
function xor(bytes: Buffer, key: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, i) => byte ^ (key[i % key.length] ?? 0)));
}
