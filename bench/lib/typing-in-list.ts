import { type TestTeam, insertManyMonitors } from "@vedette/testkit/fixtures";
import pg from "pg";
import { type Page, chromium } from "playwright";
import { startProduct } from "../../apps/web/e2e/product.ts";
import { signUp } from "../../apps/web/e2e/sign-up.ts";
import { median, round } from "./figures.ts";

/**
 * The shipped product with 10,000 monitors in a browser of this machine. From an input event in the filter field, or a press on another
 * order, to the frame that shows the new list; and how long frames take while the list scrolls, a screen a frame.
 */
export async function typingInList({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  await using product = await startProduct();
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 1 });
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", chromiumSandbox: false });
  try {
    const person = await signUp(browser, product.webUrl, { email: "owner@example.com" });
    const team = await teamOf(pool, "owner@example.com");
    await insertManyMonitors(pool, team, 10_000);
    const page = await person.newPage();
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.goto(`${product.webUrl}/t/${team.slug}/monitors?sort=name`);
    await page.getByText("10,000 of 10,000 monitors shown").waitFor({ state: "attached", timeout: 60_000 });
    // What is drawn last would be measured with the first letter.
    await page.waitForLoadState("networkidle");

    const letters: number[] = [];
    const orders: number[] = [];
    for (let run = 0; run < (quick ? 3 : 10); run++) {
      for (const text of ["9", "99", "999", "9999", "999", "99", "9", ""]) letters.push(await untilShown(page, "input[type=search]", text));
      for (const order of ["state", "name", "state", "name"])
        orders.push(await untilShown(page, "select:has(option[value=uptime])", order));
    }
    const frames = await scrollFrames(page);
    const p95 = (values: readonly number[]) => round(values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN, 0);
    return {
      filter_median_ms: round(median(letters), 0),
      filter_p95_ms: p95(letters),
      order_median_ms: round(median(orders), 0),
      order_p95_ms: p95(orders),
      scroll_frame_median_ms: round(median(frames)),
      scroll_frame_p95_ms: round(p95(frames)),
    };
  } finally {
    await browser.close();
    await pool.end();
  }
}

async function teamOf(pool: pg.Pool, email: string): Promise<TestTeam> {
  const { rows } = await pool.query<TestTeam>(
    "SELECT t.id, t.slug FROM teams t JOIN members m ON m.team_id = t.id JOIN users u ON u.id = m.user_id WHERE u.email = $1",
    [email],
  );
  if (rows[0] === undefined) throw new Error(`${email} has no team`);
  return rows[0];
}

/** Milliseconds from the event that changes a control to the frame in which the lines of the list have become others. */
async function untilShown(page: Page, control: string, value: string): Promise<number> {
  // As text: this file is checked without the types of a browser.
  return await page.evaluate<number>(`new Promise((resolve) => {
    const field = document.querySelector(${JSON.stringify(control)});
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
    });
    observer.observe(document.querySelector("tbody"), { childList: true, subtree: true, characterData: true });
    const startedAt = performance.now();
    // Through the prototype, as a person's typing does: React overrides the property of its own fields.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, ${JSON.stringify(value)});
    field.dispatchEvent(new Event(field.matches("select") ? "change" : "input", { bubbles: true }));
  })`);
}

async function scrollFrames(page: Page): Promise<number[]> {
  return await page.evaluate<number[]>(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const times = [];
    let last = await frame();
    for (let i = 0; i < 300; i++) {
      window.scrollBy(0, 700);
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    return times;
  })()`);
}
