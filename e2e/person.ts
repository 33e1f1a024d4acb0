// What a person does, one step at a time.
import type { Page } from "@playwright/test";
import { expect } from "./app.ts";

/** From the landing page to the consent page of the provider. */
export async function start(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();
}

/** All the way: connected, and on the chat page. */
export async function connect(page: Page): Promise<void> {
  await start(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page).toHaveURL("/chat");
}

/** Approves or denies, but keeps the browser from following back: returns the callback's URL instead. */
export async function catchCallback(page: Page, decision: "Approve" | "Deny" = "Approve"): Promise<string> {
  let location = "";
  await page.route("**/auth/decide", async (route) => {
    location = (await route.fetch({ maxRedirects: 0 })).headers().location ?? "";
    await route.fulfill({ status: 204 });
  });
  await page.getByRole("button", { name: decision }).click();
  await expect.poll(() => location).toContain("/auth/callback?");
  await page.unrouteAll();
  return location;
}

/** Sends a message on the chat page. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled();
  await page.keyboard.press("Enter");
}
