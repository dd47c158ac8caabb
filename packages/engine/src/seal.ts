import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Seals secrets for rest: AES-256-GCM under a data key of its own per secret, itself sealed by the master key ("envelope").
 * Layout: version 1, key id (4 bytes), wrap nonce 12, wrapped key 32 + tag 16, nonce 12, ciphertext, tag 16. The context (team, object,
 * field) is bound as additional data, so a sealed value that is copied elsewhere does not open.
 */
export type Sealer = {
  seal: (secret: string, context: string) => Buffer;
  open: (sealed: Buffer, context: string) => string;
  /** HMAC-SHA256 under a key of its own per purpose, derived from the master key. */
  sign: (bytes: Uint8Array, purpose: string) => Buffer;
  /**
   * Whether any of the master keys signed these bytes for this purpose; takes the same time whatever the signature. `keptBytes`: how much of
   * it is kept where room is short; all 32 unless said.
   */
  isSigned: (bytes: Uint8Array, signature: Uint8Array, purpose: string, keptBytes?: number) => boolean;
};

export type MasterKey = { id: number; key: Uint8Array };

const nonceBytes = 12;
const keyBytes = 32;
const tagBytes = 16;
const headBytes = 5;
const wrappedBytes = nonceBytes + keyBytes + tagBytes;

/** The first key seals; all open, so a key can be rotated. Throws when a key is not 32 bytes. */
export function createSealer(keys: readonly [MasterKey, ...MasterKey[]]): Sealer {
  for (const { key } of keys) if (key.length !== keyBytes) throw new Error("A master key is exactly 32 bytes.");
  const [current] = keys;
  const wrapping = new Map(keys.map(({ id, key }) => [id, Buffer.from(hkdfSync("sha256", key, "", "vedette seal", keyBytes))]));
  const wrappingKey = (id: number): Buffer => {
    const key = wrapping.get(id);
    if (key === undefined) throw new Error(`A secret was sealed with the master key ${id}, which is not configured.`);
    return key;
  };

  const mac = ({ key }: MasterKey, bytes: Uint8Array, purpose: string) =>
    createHmac("sha256", Buffer.from(hkdfSync("sha256", key, "", `vedette sign ${purpose}`, keyBytes)))
      .update(bytes)
      .digest();

  return {
    sign: (bytes, purpose) => mac(current, bytes, purpose),
    isSigned: (bytes, signature, purpose, keptBytes = keyBytes) =>
      signature.length === keptBytes && keys.some((key) => timingSafeEqual(mac(key, bytes, purpose).subarray(0, keptBytes), signature)),
    seal(secret, context) {
      const head = Buffer.alloc(headBytes);
      head.writeUInt8(1, 0);
      head.writeUInt32BE(current.id, 1);
      const dataKey = randomBytes(keyBytes);
      const aad = `${current.id}/${context}`;
      return Buffer.concat([head, encrypt(wrappingKey(current.id), dataKey, aad), encrypt(dataKey, Buffer.from(secret, "utf8"), aad)]);
    },
    open(sealed, context) {
      if (sealed.length < headBytes + wrappedBytes + nonceBytes + tagBytes || sealed[0] !== 1)
        throw new Error("This is not a sealed secret.");
      const id = sealed.readUInt32BE(1);
      const aad = `${id}/${context}`;
      const dataKey = decrypt(wrappingKey(id), sealed.subarray(headBytes, headBytes + wrappedBytes), aad);
      return decrypt(dataKey, sealed.subarray(headBytes + wrappedBytes), aad).toString("utf8");
    },
  };
}

export function channelContext(channel: { id: string; teamId: string }): string {
  return `team ${channel.teamId} channel ${channel.id} target`;
}

export function systemMailContext(outboxKey: string): string {
  return `system mail ${outboxKey}`;
}

function encrypt(key: Buffer, plain: Buffer, aad: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, box: Buffer, aad: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, nonceBytes)).setAAD(Buffer.from(aad));
  decipher.setAuthTag(box.subarray(-tagBytes));
  return Buffer.concat([decipher.update(box.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}
