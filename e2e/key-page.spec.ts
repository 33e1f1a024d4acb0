// The page of one key at the provider, as the person sees it who holds the key. Goes when app/sandbox goes.
import { hash } from "node:crypto";
import { type App, expect, test } from "./app.ts";
import { approve, complete, connect, send } from "./person.ts";

// What the browser mentions in its console when a key is refused.
test.use({ expectedErrors: /status of 401/ });

/** The provider's own link to the key that the app was given last (CONTRACT 1.8). */
function keyPage({ provider }: App): string {
  return `${provider.url}/keys/${hash("sha256", provider.apiKeys.at(-1) ?? "")}`;
}

test("what a key has spent, and that it is refused once it is deleted", async ({ page, app }) => {
  await connect(page);
  await send(page, "Hello!");
  await complete(page);
  const [, cost] = /"cost":([\d.e-]+)/.exec(app.provider.chats[0]?.answer ?? "") ?? [];
  await page.goto("/keys");
  await page.getByText(/^Disconnect:/).click();
  await page.getByRole("link", { name: "open this key at ModelGates" }).click();
  await expect(page).toHaveURL(keyPage(app));
  const spent = await page.getByText("of play money").textContent();
  expect(Number(cost)).toBeGreaterThan(0);
  expect(Number(/^\$([\d.]+) /.exec(spent ?? "")?.[1])).toBeCloseTo(Number(cost), 9);

  await page.getByRole("button", { name: "Delete this key" }).click();
  await expect(page.getByRole("heading", { name: "This key is deleted" })).toBeVisible();
  await expect(page).toHaveURL(keyPage(app));
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByText("A restart of the server forgets deletions")).toBeVisible();

  await page.goto(`${app.url}/chat`);
  await send(page, "Are you still there?");
  const alert = page.getByRole("main").getByRole("alert");
  await expect(alert).toContainText("ModelGates no longer accepts your key.");
  await alert.getByRole("button", { name: "Reconnect" }).click();
  await approve(page);
  await expect(page).toHaveURL("/chat");
  await page.goto(keyPage(app));
  await expect(page.getByText("$0.00 of play money")).toBeVisible();
});

test.describe("without JavaScript, on the narrowest screen", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });

  test("a key is deleted all the same", async ({ page, app }) => {
    await connect(page);
    await page.goto(keyPage(app));
    await page.getByRole("button", { name: "Delete this key" }).click();
    await expect(page.getByRole("heading", { name: "This key is deleted" })).toBeVisible();
  });
});
