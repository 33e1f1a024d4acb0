// The inspector: one's own last attempt, as far as it went, and nothing that is still a secret.
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { approve, catchCallback, connect, start } from "./person.ts";

/** What the app sent to have the code exchanged, and what it was answered. */
function exchangeOf({ provider }: App) {
  const [call] = provider.exchanges;
  if (!call) throw new Error("nothing was exchanged");
  const { code, code_verifier } = call.body;
  return { code: String(code), verifier: String(code_verifier), answer: JSON.parse(call.answer) };
}

const heading = (page: Page, number: number) => page.getByRole("heading", { name: `Step ${number}:` });

/** The inspector shows as many steps, and never an apiKey. */
async function expectSteps(page: Page, steps: number, apiKeys: string[]) {
  await page.goto("/inspect");
  await expect(heading(page, steps)).toBeVisible();
  await expect(heading(page, steps + 1)).toBeHidden();
  for (const apiKey of apiKeys) expect(await page.content()).not.toContain(apiKey);
}

test("after success: every step, with what was really sent", async ({ page, app }) => {
  await connect(page);
  const { code, verifier, answer } = exchangeOf(app);
  await expectSteps(page, 4, app.provider.apiKeys);
  const text = (await page.getByRole("main").innerText()).replaceAll("\n", "");
  for (const value of [code, verifier]) expect(text).toContain(value);
  expect(text).toContain(`"key": "••••${app.provider.apiKeys[0]?.slice(-4)}"`);
  expect(text).toContain(`"user_id": "${answer.user_id}"`);
  expect(text).not.toContain("withheld");
});

test("after a denial: it ends at the return, without a code", async ({ page, app }) => {
  await start(page);
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page).toHaveURL("/?problem=denied");
  await expectSteps(page, 2, app.provider.apiKeys);
  await expect(page.getByText("error=access_denied")).toBeVisible();
  await expect(page.getByText("no code was made for it")).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("You chose Deny");
});

test("after a refusal: code and verifier are withheld while they may still be worth a key", async ({
  page,
  app,
}) => {
  await start(page);
  await approve(page, "refused-verifier");
  await expect(page).toHaveURL("/?problem=refused");
  const { code, verifier } = exchangeOf(app);
  await expectSteps(page, 3, app.provider.apiKeys);
  for (const secret of [code, verifier]) expect(await page.content()).not.toContain(secret);
  await expect(page.getByText("403", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("may still be good").first()).toBeVisible();
});

test("after a replay: the first visit stands, and the second is noted", async ({ page, app }) => {
  await start(page);
  const callback = await catchCallback(page);
  await page.goto(callback);
  await page.goto(callback);
  await expect(page).toHaveURL("/?problem=replayed");
  await expectSteps(page, 4, app.provider.apiKeys);
  await expect(page.getByText("Since then the same address was opened once more")).toBeVisible();
});

test("a link of somebody else's leaves it as it is", async ({ page, app }) => {
  await connect(page);
  await page.goto("/auth/callback?state=x&code=y");
  await expect(page).toHaveURL("/?problem=unknown_transaction");
  await expectSteps(page, 4, app.provider.apiKeys);
});

test("it lasts as long as the session, and is nobody else's", async ({ page, newVisitor }) => {
  await connect(page);
  await page.goto("/inspect");
  await expect(heading(page, 4)).toBeVisible();
  const [kept] = (await page.context().cookies()).filter(({ name }) => name.endsWith("-transcript"));
  await page.goto("/");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/inspect");
  await expect(page.getByText("There is none yet")).toBeVisible();
  const other = await newVisitor();
  if (!kept) throw new Error("there was no cookie");
  await other.context().addCookies([kept]);
  await other.goto("/inspect");
  await expect(other.getByText("There is none yet")).toBeVisible();
});
