import { expect, it } from "vitest";
import { Scram, ScramError } from "./scram.ts";

it.each([
  {
    of: "RFC 5802, section 5",
    hash: "sha1" as const,
    nonce: "fyko+d2lbbFgONRv9qkxdawL",
    serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    proof: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    serverLast: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
  },
  {
    of: "RFC 7677, section 3",
    hash: "sha256" as const,
    nonce: "rOprNGfwEbeRWgbNEkqO",
    serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    proof: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    serverLast: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
  },
])("says what $of says", async ({ hash, nonce, serverFirst, proof, serverLast }) => {
  const scram = new Scram(hash, "user", "pencil", nonce);
  expect(scram.first()).toBe(`n,,n=user,r=${nonce}`);
  expect(await scram.proof(serverFirst)).toBe(proof);
  expect(scram.verify(serverLast)).toBe(true);
  expect(scram.verify(serverLast.replace("v=r", "v=s").replace("v=6", "v=7"))).toBe(false);
  expect(scram.verify("e=invalid-proof")).toBe(false);
});

it("writes the two characters of a user that mean something as the RFC asks", () => {
  expect(new Scram("sha256", "a=b,c", "", "n").first()).toBe("n,,n=a=3Db=2Cc,r=n");
});

it.each(["", "r=other,s=QSXCR+Q6sek8bf92,i=4096", "r=mine,s=QSXCR+Q6sek8bf92,i=4096", "r=mineX,s=QSXC,i=0", "r=mineX,s=QSXC,i=100001"])(
  "goes no further after %j",
  async (serverFirst) => {
    await expect(new Scram("sha256", "user", "pencil", "mine").proof(serverFirst)).rejects.toThrow(ScramError);
  },
);

it("believes no server before it has been asked to prove anything", () => {
  expect(new Scram("sha256", "user", "pencil").verify("v=")).toBe(false);
});
