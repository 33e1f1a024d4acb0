// The inspector: one's own last attempt, as far as it went, and nothing that is still a secret.
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { approve, catchCallback, connect, start } from "./person.ts";

/** What the app sent to have the code exchanged, and what it was answered. */
function exchangeOf({ provider }: App) {
  const [call] = provider.exchanges;
  if (!call) throw new Error("nothing was exchanged");
  const { code, code_verifier } = call.body;
  return { proof: { code: String(code), verifier: String(code_verifier) }, answer: call.answer };
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
  const { proof, answer } = exchangeOf(app);
  expect(app.provider.apiKeys).toHaveLength(1);
  await expectSteps(page, 4, app.provider.apiKeys);
  const text = (await page.getByRole("main").innerText()).replaceAll("\n", "");
  for (const value of Object.values(proof)) expect(text).toContain(value);
  expect(text).toContain(`"key": "••••${app.provider.apiKeys[0]?.slice(-4)}"`);
  expect(text).toContain(`"user_id": "${JSON.parse(answer).user_id}"`);
  expect(text).not.toContain("withheld");
});

test("after a denial: it ends at the return, without a code", async ({ page }) => {
  await start(page);
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page).toHaveURL("/?problem=denied");
  await expectSteps(page, 2, []);
  await expect(page.getByText("error=access_denied")).toBeVisible();
  await expect(page.getByText("one may still be").first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("You chose Deny");
});

for (const [scenario, status, problem] of [
  ["refused-verifier", 403, "refused"],
  ["exchange-html", 200, "exchange_failed"],
  ["exchange-no-key", 200, "exchange_failed"],
] as const)
  test(`after a refusal: code and verifier are withheld while they may still be worth a key: ${scenario}`, async ({
    page,
    app,
  }) => {
    await start(page);
    await approve(page, scenario);
    await expect(page).toHaveURL(new RegExp(`/\\?problem=${problem}(&ref=\\w{12})?$`));
    await expectSteps(page, 3, []);
    for (const secret of Object.values(exchangeOf(app).proof))
      expect(await page.content()).not.toContain(secret);
    await expect(page.locator("pre").filter({ hasText: new RegExp(`^${status}\\nNo key`) })).toBeVisible();
    await expect(page.getByText("one may still be").first()).toBeVisible();
  });

test("after a replay: the first visit stands, and the second is noted", async ({ page, app }) => {
  await start(page);
  const callback = await catchCallback(page);
  await page.goto(callback);
  await page.goto(callback);
  await expect(page).toHaveURL("/?problem=replayed");
  await expectSteps(page, 4, app.provider.apiKeys);
  await expect(page.getByText("somebody came with this attempt again")).toBeVisible();
  // They may have brought another code, which the provider's page makes for whoever goes back to it.
  for (const secret of Object.values(exchangeOf(app).proof))
    expect(await page.content()).not.toContain(secret);
});

test("two visits at once: the one that was too late does not replace what is to be told", async ({ app }) => {
  const jar = new Jar(app);
  const callback = (await jar.decide(await jar.start())).href;
  const answers = await Promise.all([jar.ask("GET", callback), jar.ask("GET", callback)]);
  for (const answer of answers) jar.keep(answer);
  expect(answers.map(({ location }) => new URL(location).search).sort()).toEqual(["", "?problem=replayed"]);
  const { body } = await jar.get("/inspect");
  expect(body).toContain("Connected.");
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
