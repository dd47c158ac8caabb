import { fuzz } from "@vedette/testkit/fuzz";
import { mutatedText } from "@vedette/testkit/mutate";
import { expect, it } from "vitest";
import { pickEncoding } from "./encoding.ts";
import { readPing } from "./ping-request.ts";

const seed = Math.floor(Math.random() * 1_000_000);
const id = "6d1b0f1e-5d3c-4b7a-9a55-0c0f8a1b2c3d";

it(`answers any address and any Accept-Encoding (seed ${seed})`, async () => {
  const urls = [
    `/ping/${id}/fail?rid=${id}`,
    "/ping/abcdefghijklmnopqrstuv/backup/255?create=1",
    "/api/push/abcdefghijklmnopqrstu?status=up&msg=OK&ping=12",
  ] as const;
  const address = {
    name: "ping address",
    input: (random: () => number) => mutatedText(random, urls, ["/start", "/log", "?", "&ping=", "/compat/kuma", "%00", "/256"]),
    read: (url: string) => {
      const asked = readPing(url);
      if (asked === null || "status" in asked) return;
      expect(asked.exitCode ?? 0).toBeLessThanOrEqual(255);
      expect(JSON.stringify(asked.address)).not.toMatch(/\0|\r|\n/);
    },
  };
  const encoding = {
    name: "accept-encoding",
    input: (random: () => number) => mutatedText(random, ["gzip, br;q=0.5, *;q=0", "identity"], ["q=", ";", ",", "br"]),
    read: (header: string) => expect(["br", "gzip", "identity"]).toContain(pickEncoding(header)),
  };
  for (const target of [address, encoding]) expect((await fuzz(target, seed, (inputs) => inputs >= 2_000)).finding).toBeNull();
});
