import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";

const salt = Buffer.from("pepper and salt");
const rounds = 4_096;
const keyBytes = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** The server's side of one SCRAM exchange (RFC 5802, section 3), from what a server keeps. `last` answers null for a wrong proof. */
export function scramServer(
  hash: keyof typeof keyBytes,
  password: string,
): { first: (message: string) => string; last: (message: string) => string | null } {
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const salted = pbkdf2Sync(password, salt, rounds, keyBytes[hash], hash);
  const storedKey = createHash(hash).update(hmac(salted, "Client Key")).digest();
  let bare = "";
  let challenge = "";
  return {
    first: (message) => {
      bare = message.replace("n,,", "");
      challenge = `r=${/r=(.*)$/.exec(bare)?.[1] ?? ""}server,s=${salt.toString("base64")},i=${rounds}`;
      return challenge;
    },
    last: (message) => {
      const [, unproven = "", proof = ""] = /^(.*),p=(.*)$/.exec(message) ?? [];
      const all = `${bare},${challenge},${unproven}`;
      const signature = hmac(storedKey, all);
      const key = Buffer.from(Buffer.from(proof, "base64").map((byte, i) => byte ^ (signature[i] ?? 0)));
      const isRight = timingSafeEqual(createHash(hash).update(key).digest(), storedKey);
      return isRight ? `v=${hmac(hmac(salted, "Server Key"), all).toString("base64")}` : null;
    },
  };
}
