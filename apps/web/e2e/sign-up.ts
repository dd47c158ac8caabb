import { type Browser, type BrowserContext, expect } from "@playwright/test";

export const password = "correct horse battery staple";

/** Signs a person up in a browser of their own, through the form. With an invitation they join its team. */
export async function signUp(browser: Browser, webUrl: string, person: { email: string; invitationId?: string }): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: webUrl });
  const page = await context.newPage();
  await page.goto(person.invitationId === undefined ? "/signup" : `/signup?invitation=${person.invitationId}`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  if (person.invitationId !== undefined) await page.getByRole("button", { name: /^(Join|Accept)/ }).click();
  await expect(page).toHaveURL(/\/(t|start)(\/|$|\?)/);
  await page.close();
  return context;
}
