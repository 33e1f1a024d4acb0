// A limited key, made with a key: that its terms take, and every way that it may fail.
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { approve, complete, connect, item, send, turns } from "./person.ts";
import type { Fault } from "./provider.ts";

const DAY = 24 * 60 * 60_000;
const friday = new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10);
const make = (page: Page) => page.getByRole("button", { name: "Make the key" }).click();

/** Fills in the form: a dollar a day until then, unless told otherwise. */
async function fill(page: Page, { limit = "1", reset = "every day", expires = friday } = {}): Promise<void> {
  await page.goto("/keys/new");
  await page.getByLabel("Name").fill("Friday budget");
  await page.getByLabel("Limit in dollars").fill(limit);
  await page.getByLabel("The limit starts anew").selectOption(reset);
  await page.getByLabel("Last day").fill(expires);
}

test("a dollar a day until Friday: asked for, confirmed, and the chat uses it", async ({ page, app }) => {
  await connect(page);
  await fill(page);
  await make(page);
  await expect(page.getByRole("status")).toContainText("ModelGates confirms its terms");
  const row = item(page, "Friday budget");
  await expect(row).toContainText("$0.00 of $1.00 spent today");
  await expect(row).toContainText("starts anew at midnight, UTC");
  await expect(row.getByRole("time").last()).toHaveAttribute("datetime", `${friday}T23:59:59.000Z`);
  await expect(row.getByRole("meter")).toHaveAccessibleName("$0.00 of $1.00 spent today");
  await expect(row).toContainText("The chat uses this one");

  const [code] = app.provider.codes;
  const [first, second] = app.provider.apiKeys;
  expect(code?.headers.authorization).toBe(`Bearer ${first}`);
  expect(code?.body).toMatchObject({
    callback_url: `${app.url}/auth/callback`,
    code_challenge_method: "S256",
    key_label: "Friday budget",
    limit: 1,
    usage_limit_type: "daily",
    expires_at: `${friday}T23:59:59.000Z`,
  });
  const exchange = app.provider.exchanges.at(-1);
  expect(exchange?.body.code).toBe(JSON.parse(code?.answer ?? "").data.id);
  expect(exchange?.headers).not.toHaveProperty("authorization");
  await page.goto("/chat");
  await send(page, "Hello!");
  await complete(page);
  expect(app.provider.chats[0]?.headers.authorization).toBe(`Bearer ${second}`);
});

test("left empty, there is no name, no limit and no end", async ({ page, app }) => {
  await connect(page);
  await page.goto("/keys/new");
  await page.getByLabel("Limit in dollars").fill("");
  await page.getByLabel("The limit starts anew").selectOption("never");
  await make(page);
  await expect(page.getByRole("status")).toContainText("ModelGates confirms its terms");
  await expect(page.getByText("$0.00 spent. It has no limit.")).toHaveCount(2);
  const [code] = app.provider.codes;
  expect(Object.keys(code?.body ?? {}).sort()).toEqual([
    "callback_url",
    "code_challenge",
    "code_challenge_method",
  ]);
});

test.describe("a cent", () => {
  test.use({ expectedErrors: /status of 403/ });

  test("is spent, and both pages say so", async ({ page }) => {
    await connect(page);
    await fill(page, { limit: "0.01", reset: "never" });
    await make(page);
    await expect(item(page, "Friday budget")).toContainText("$0.00 of $0.01 spent");
    await page.goto("/chat");
    const alert = page.getByRole("main").getByRole("alert");
    for (let answers = 0; answers < 5 && !(await alert.isVisible()); answers++) {
      await send(page, "Tell me step by step.");
      await expect(page.getByRole("button", { name: "Send" })).toBeVisible({ timeout: 30_000 });
    }
    await expect(alert).toContainText("this key has reached its limit");
    await expect(turns(page).last()).toContainText("Tell me step by step.");
    await alert.getByRole("link", { name: "See what this key has spent" }).click();
    await expect(page).toHaveURL(/\/keys#/);
    const row = item(page, "Friday budget");
    await expect(row).toContainText("Over its limit.");
    await expect(row).toContainText("$0.01 of $0.01 spent");
    await expect(row).toContainText("$0.00 left.");
    const share = await row.getByRole("meter").evaluate((meter: HTMLMeterElement) => meter.value / meter.max);
    expect(share).toBeCloseTo(1, 2);
    await expect(item(page, "Unnamed key")).toContainText("Working.");
  });
});

const say =
  (status: number): Fault =>
  (response) =>
    response.writeHead(status).end('{"error":{"message":"x"}}');

/** What the person chose on the menu when they connected, and what they read when they make a key with that one. */
const REFUSALS: Record<string, string[]> = {
  "mint-refused": ["does not let this key make other keys", "No new key was made", "with another key"],
  "mint-conflict": ["could not make a code just now", "No new key was made", "Try again"],
  "mint-500": ["did not answer as it should", "No new key was made", "Try again"],
  revoked: ["no longer accepts your key", "no message uses it any more", "Reconnect"],
};

for (const [scenario, sentences] of Object.entries(REFUSALS)) {
  test(`${scenario}: a sentence, and nothing that was typed is lost`, async ({ page, app }) => {
    await connect(page, scenario);
    await fill(page, { limit: "2.5", reset: "every week" });
    await make(page);
    for (const sentence of sentences) await expect(page.getByRole("alert").first()).toContainText(sentence);
    expect(app.provider.exchanges).toHaveLength(1);
    await expect(page.getByLabel("Name")).toHaveValue("Friday budget");
    await expect(page.getByLabel("Limit in dollars")).toHaveValue("2.5");
    await expect(page.getByLabel("The limit starts anew")).toHaveValue("weekly");
    await expect(page.getByLabel("Last day")).toHaveValue(friday);
    if (scenario !== "revoked") return;
    await page.getByRole("button", { name: "Reconnect" }).click();
    await approve(page);
    await expect(page.getByLabel("Limit in dollars")).toHaveValue("2.5");
    await make(page);
    await expect(item(page, "Friday budget")).toContainText("$0.00 of $2.50 spent this week");
  });
}

test("terms that the provider does not accept: a sentence, and the next try succeeds", async ({
  page,
  app,
}) => {
  await connect(page);
  await fill(page);
  app.provider.misbehave("/auth/keys/code", say(400));
  await make(page);
  const alert = page.getByRole("alert").first();
  for (const sentence of ["does not accept a key with these terms", "No new key was made", "Change them"])
    await expect(alert).toContainText(sentence);
  app.provider.misbehave("/auth/keys/code", undefined);
  await make(page);
  await expect(item(page, "Friday budget")).toContainText("$0.00 of $1.00 spent today");
});

/** What the exchange of the fresh code, or the question about the fresh key, may come to. */
const AFTERWARDS: [path: string, fault: Fault, sentence: string][] = [
  ["/auth/keys", say(403), "did not answer as it should"],
  ["/auth/keys", say(500), "If ModelGates did make one, it is in your key list there."],
  ["/key", say(500), "has not confirmed its terms yet"],
];

for (const [path, fault, sentence] of AFTERWARDS) {
  test(`${path} goes wrong: ${sentence}`, async ({ page, app }) => {
    await connect(page);
    await fill(page);
    app.provider.misbehave(path, fault);
    await make(page);
    await expect(page.getByRole("main").getByText(sentence)).toBeVisible();
    expect(app.provider.exchanges, "no retry").toHaveLength(2);
  });
}

const asked = { limit: 1, limit_reset: "daily", expires_at: `${friday}T23:59:59Z` };
for (const other of [{ limit: 2 }, { limit: null }, { limit_reset: "monthly" }, { expires_at: null }]) {
  test(`a key that came out otherwise is called that: ${JSON.stringify(other)}`, async ({ page, app }) => {
    await connect(page);
    await fill(page);
    const data = { ...asked, limit_remaining: 1, usage: 0, ...other };
    app.provider.misbehave("/key", (response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data })),
    );
    await make(page);
    await expect(page.getByRole("status")).toContainText("gave it other terms than you asked for");
  });
}

test("two quick presses, and two identical requests, make one key", async ({ page, context, app }) => {
  await connect(page);
  await fill(page);
  await page.getByRole("button", { name: "Make the key" }).dblclick();
  await expect(page.getByRole("status")).toContainText("confirms its terms");
  expect(app.provider.exchanges).toHaveLength(2);

  await page.goto("/keys/new");
  const fields = await page
    .locator("main form")
    .evaluate((form) => [...new FormData(form as HTMLFormElement)]);
  const form = Object.fromEntries(fields) as Record<string, string>;
  const post = () =>
    context.request.post("/keys/mint", { form, headers: { origin: app.url }, maxRedirects: 0 });
  const answers = await Promise.all(Array.from({ length: 5 }, post));
  const places = answers.map((answer) => answer.headers().location ?? "");
  expect(places.filter((place) => place.includes("notice=made"))).toHaveLength(1);
  const late = places.filter((place) => place.includes("problem=submitted_twice"));
  expect(late, `${places.join("\n")}\n${app.log()}`).toHaveLength(4);
  expect(app.provider.exchanges).toHaveLength(3);
});

test("values that no form of ours would send are refused, and asked for again", async ({
  page,
  context,
  app,
}) => {
  await connect(page);
  await page.goto("/keys/new");
  const attempt = await page.locator("input[name=attempt]").inputValue();
  const connection = await page.locator("input[name=connection]").inputValue();
  const good = { connection, attempt, key_label: "x", limit: "1", reset: "daily", expires: friday };
  const bad = [
    { limit: "0" },
    { limit: "-1" },
    { limit: "1e3" },
    { limit: "0.001" },
    { limit: "1000000.01" },
    { limit: "NaN" },
    { limit: "" }, // with a reset
    { reset: "hourly" },
    { expires: "2020-01-01" },
    { expires: "2099-02-30" },
    { expires: "soon" },
    { key_label: "x".repeat(101) },
    { key_label: "a\u0000b" },
    { attempt: "" },
  ];
  for (const fields of bad) {
    const form = { ...good, ...fields };
    const headers = { origin: app.url };
    const answer = await context.request.post("/keys/mint", { form, headers, maxRedirects: 0 });
    expect(answer.headers().location, JSON.stringify(fields)).toContain("problem=bad_form");
  }
  expect(app.provider.codes).toHaveLength(0);
  await page.goto("/keys/new?problem=bad_form&limit=0.001&key_label=x");
  await expect(page.getByRole("alert").first()).toContainText("correct it and try again");
  await expect(page.getByLabel("Limit in dollars")).toHaveValue("0.001");
});
