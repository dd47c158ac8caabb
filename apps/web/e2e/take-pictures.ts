// pnpm pictures: starts the product, fills it with the sample team and takes the README's pictures into docs/pictures.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Page, chromium } from "playwright";
import { apiOf } from "./api.ts";
import { startProduct } from "./product.ts";
import { signUp } from "./sign-up.ts";

const folder = join(import.meta.dirname, "../../../docs/pictures");
mkdirSync(folder, { recursive: true });

await using product = await startProduct();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", chromiumSandbox: false });
const owner = await signUp(browser, product.webUrl, { email: "ada@example.com" });
const api = apiOf(product.webUrl, await owner.storageState());
const { slug: team } = await api.sample.create.mutate({});
const [latency, [page]] = await Promise.all([api.monitors.latency.query({ team }), api.pages.list.query({ team })]);
const [slowId] = Object.entries(latency).toSorted(([, a], [, b]) => b.p95Us - a.p95Us)[0] ?? [];
if (page === undefined || slowId === undefined) throw new Error("the sample team has no page or no monitor");
await api.pages.publish.mutate({ team, pageId: page.id });
const publicUrl = `${product.edgeUrl}/s/${page.slug}`;
while ((await fetch(publicUrl)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 200));

const admin = await owner.newPage();
await admin.setViewportSize({ width: 1_440, height: 900 });
await picture(admin, `${product.webUrl}/t/${team}`, "overview.png");
await picture(admin, `${product.webUrl}/t/${team}/monitors`, "monitors.png");
await admin.setViewportSize({ width: 1_440, height: 1_150 });
await picture(admin, `${product.webUrl}/t/${team}/monitors/${slowId}?range=30d`, "monitor.png");
const visitor = await browser.newPage({ viewport: { width: 1_100, height: 900 }, javaScriptEnabled: false });
await picture(visitor, publicUrl, "status-page.png");
await browser.close();

async function picture(target: Page, url: string, file: string): Promise<void> {
  await target.goto(url, { waitUntil: "load" });
  // Charts are drawn after their data has come; a quiet network is the sign.
  await target.waitForLoadState("networkidle").catch(() => undefined);
  await target.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0).catch(() => undefined);
  await target.screenshot({ path: join(folder, file), animations: "disabled" });
  process.stdout.write(`docs/pictures/${file}\n`);
}
