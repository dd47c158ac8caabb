import { type ECDH, createCipheriv, createECDH, createPrivateKey, hkdfSync, sign } from "node:crypto";

/** The keys of a browser's subscription, base64url as `PushSubscription.toJSON()` has them. */
export type BrowserKeys = { p256dh: string; auth: string };

const bytesOf = (base64url: string) => Buffer.from(base64url, "base64url");

/** RFC 8291: `text` (at most 3,993 bytes) for the browser alone, as one record of aes128gcm. `sender`: a fresh key pair; `salt`: 16 random bytes. */
export function encryptForBrowser(text: string, { p256dh, auth }: BrowserKeys, sender: ECDH, salt: Buffer): Buffer {
  const receiverKey = bytesOf(p256dh);
  const senderKey = sender.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiverKey, senderKey]);
  const secret = Buffer.from(hkdfSync("sha256", sender.computeSecret(receiverKey), bytesOf(auth), info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  // The delimiter 2 marks the last record.
  const record = Buffer.concat([cipher.update(text), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(4_096, 16);
  head.writeUInt8(senderKey.length, 20);
  return Buffer.concat([head, senderKey, record]);
}

/** RFC 8292: who sends, signed by the key that the browser subscribed to. `audience` is the push service's origin. */
export function vapid(audience: string, publicKey: string, privateKey: string, nowMs: number): string {
  const point = bytesOf(publicKey);
  const jwk = {
    kty: "EC",
    crv: "P-256",
    d: privateKey,
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: audience, exp: Math.floor(nowMs / 1_000) + 12 * 3_600, sub: "mailto:push@vedette.example" };
  const token = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(token), { key: createPrivateKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" });
  return `vapid t=${token}.${signature.toString("base64url")}, k=${publicKey}`;
}

export function freshKeys(): ECDH {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  return keys;
}
