import { randomUUID } from "node:crypto";
import { startNameServer } from "@vedette/testkit/name-server";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import { expect, test } from "./fixtures.ts";

test("the page of a monitor shows redirects, certificates, answers of name servers and the phases of its checks", async ({
  openAs,
  team,
}) => {
  await using names = await startNameServer(() => ["192.0.2.7"]);
  const { cert, key } = tlsFixture("good");
  await using server = await startScriptedServer(
    (request, response) => (request.path === "/" ? response.writeHead(302, { location: "/here" }).end() : response.end("here")),
    { cert: cert + testAuthority, key },
  );
  const { page, api } = await openAs("owner");
  const tls = { authorities: testAuthority };
  const open = async (spec: { kind: "http"; url: string; tls: object } | { kind: "dns"; name: string; servers: string[] }) => {
    const monitor = { name: spec.kind, intervalMs: 1_000, spec: { timeoutMs: 1_000, ...spec } };
    const { id } = await api.monitors.create.mutate({ team: team.slug, creationKey: randomUUID(), monitor });
    await page.goto(`/t/${team.slug}/monitors/${id}`);
    const wire = page.getByRole("region", { name: "On the wire" });
    await expect(wire).toBeVisible({ timeout: 30_000 });
    return wire;
  };

  const ofHttp = await open({ kind: "http", url: `${server.url}/`, tls });
  await expect(ofHttp.getByText("302 → /here")).toBeVisible();
  await expect(ofHttp.getByText("2 certificates")).toBeVisible();
  await expect(ofHttp.getByText("for good.test, localhost, 127.0.0.1")).toBeVisible();
  await expect(ofHttp.getByText(/^TLSv1\.3, /)).toBeVisible();
  await page.getByText("Phases", { exact: true }).first().click();
  await expect(page.getByText(/^the newest \d+ checks$/)).toBeVisible({ timeout: 30_000 });
  for (const phase of ["Connect", "TLS", "First byte", "Transfer"])
    await expect(page.getByText(phase, { exact: true }).first()).toBeVisible();

  const ofDns = await open({ kind: "dns", name: "www.good.test", servers: [names.address] });
  await expect(ofDns.getByText("www.good.test A")).toBeVisible();
  await expect(ofDns.getByText(names.address).first()).toBeVisible();
  await expect(ofDns.getByText("192.0.2.7").first()).toBeVisible();
});
