// What a person does, one step at a time.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./app.ts";

/** From the landing page to the consent page of the provider. */
export async function start(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();
}

/** Approves at the provider, after choosing what is to go wrong there. */
export async function approve(page: Page, scenario?: string): Promise<void> {
  if (scenario) {
    await page.getByText("Try a failure").click();
    await page.locator(`input[name=scenario][value=${scenario}]`).check();
  }
  await page.getByRole("button", { name: "Approve" }).click();
}

/**
 * All the way: connected, and on the chat page. By the requests that the pages would make, which takes a tenth of the time:
 * connect.spec.ts walks through the pages themselves.
 */
export async function connect(page: Page, scenario = "approve"): Promise<void> {
  const step = { maxRedirects: 0 };
  const headers = { "sec-fetch-site": "same-origin" };
  const begun = await page.request.post("/auth/connect", { headers, ...step });
  const { origin, pathname, searchParams } = new URL(begun.headers().location ?? "");
  const form = { ...Object.fromEntries(searchParams), decision: "approve", scenario };
  const approved = await page.request.post(`${origin}${pathname}/decide`, { form, ...step });
  await page.request.get(approved.headers().location ?? "", step);
  await page.goto("/chat");
  await expect(page).toHaveURL("/chat");
  await awake(page);
}

/** Waits until React has taken the page over, where there is JavaScript: a button that is pressed before does nothing. */
export async function awake(page: Page): Promise<void> {
  if (await page.locator("noscript *").count()) return;
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("main button") ?? {}).some((name) => name.startsWith("__react")),
  );
}

/** One more connection, from the page of keys and back to it. */
export async function connectAnother(page: Page, name: string, scenario?: string): Promise<void> {
  await page.goto("/keys");
  await page.getByLabel("Name of the key").fill(name);
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await approve(page, scenario);
  await expect(page).toHaveURL("/keys");
}

/** Finds that the session of this browser is worth nothing. */
export async function expectSignedOut(page: Page): Promise<void> {
  await page.goto("/chat");
  await expect(page).toHaveURL("/?problem=not_connected");
}

/** The names in the list of connections, from its top. */
export const names = (page: Page): Locator =>
  page.getByRole("main").getByRole("listitem").getByRole("heading");

/** A connection in the list, by the name it has there. */
export const item = (page: Page, name: string): Locator =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

/** Gives a connection in the list another name. */
export async function rename(page: Page, from: string, to: string): Promise<void> {
  const row = item(page, from);
  await row.getByText("Rename").click();
  await row.getByLabel("Name, in this app alone").fill(to);
  await row.getByRole("button", { name: "Save the name" }).click();
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

/** The turns of the conversation, questions and answers. */
export const turns = (page: Page): Locator =>
  page.getByRole("list", { name: "Conversation" }).locator("> li");

/** The answer to the nth message, from 1. */
export const answerTo = (page: Page, nth: number): Locator => turns(page).nth(2 * nth - 1);

/** The failure that the page speaks of. */
export const alert = (page: Page): Locator => page.getByRole("main").getByRole("alert");

/** Sends a message on the chat page. */
export async function send(page: Page, text: string): Promise<void> {
  await expect(page.getByRole("dialog")).toBeHidden(); // one that was there may still be closing
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled();
  await page.keyboard.press("Enter");
}

/** Waits for the end of an answer. */
export const complete = (page: Page): Promise<void> =>
  expect(page.getByRole("status")).toHaveText("The answer is complete.", { timeout: 30_000 });
