import { isSelfTestUp, selfTestStaleMs, selfTestUrl } from "@vedette/core/self-test";
import { createHmac } from "node:crypto";
import { json } from "node:stream/consumers";
import { z } from "zod";

type Options = {
  masterKey: Uint8Array;
  /** Where this worker's own server listens, once it does. */
  port: () => number;
  returned: (locationNo: number) => Promise<void>;
};
type Request = AsyncIterable<Buffer> & { url?: string | undefined; method?: string | undefined };
type Answer = { status: number; body: string };

const Alert = z.object({ type: z.string(), timestamp: z.iso.datetime() });

/**
 * The two ends of the self-test (core/self-test), at the worker's own server: the target that stops and comes back, and the receiver of
 * the alerts about it. `address` leads what is meant for them there; whatever else is asked for, it leaves alone.
 */
export function createSelfTest({ masterKey, port, returned }: Options) {
  const token = createHmac("sha256", masterKey).update("vedette self-test").digest("base64url");
  const url = selfTestUrl(token);
  return {
    token,

    /** Where an address of the self-test really lies; null for all others. */
    address: (asked: string): string | null =>
      asked === url || asked.startsWith(`${url}/`) ? `http://127.0.0.1:${port()}/self-test/${token}${asked.slice(url.length)}` : null,

    /** Null: this is for somebody else. */
    answer: async (request: Request): Promise<Answer | null> => {
      const base = `/self-test/${token}`;
      if (request.url === base) return isSelfTestUp(Date.now()) ? { status: 200, body: "up\n" } : { status: 503, body: "down\n" };
      const locationNo = Number(/^\/(\d{1,5})$/.exec(request.url?.slice(base.length) ?? "")?.[1]);
      if (request.url?.startsWith(base) !== true || request.method !== "POST" || Number.isNaN(locationNo)) return null;
      const { type, timestamp } = Alert.parse(await json(request));
      // What had to wait says nothing of how the road is now.
      if (type.startsWith("incident.") && Date.now() - Date.parse(timestamp) < selfTestStaleMs) await returned(locationNo);
      return { status: 200, body: "returned\n" };
    },
  };
}
