// Choosing the model that answers.
import type { Page } from "@playwright/test";
import { expect, health, startApp, test } from "./app.ts";
import { awake, complete, connect, send } from "./person.ts";

const DEFAULT = "openai/gpt-5.2";
const SONNET = "anthropic/claude-sonnet-4.5";

const button = (page: Page, model: string) => page.getByRole("button", { name: `Model ${model}` });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Choose a model" });
const field = (page: Page) => dialog(page).getByRole("combobox", { name: "Search by name, author or id" });
const said = (page: Page) => dialog(page).getByRole("status");
const options = (page: Page) => dialog(page).getByRole("option");
/** The option that the arrow keys have reached, as assistive technology is told. */
const reached = (page: Page) =>
  field(page).evaluate((input) => {
    const option = document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
    return option?.getAttribute("aria-selected") === "true" ? option.textContent : null;
  });

async function open(page: Page, model = DEFAULT): Promise<void> {
  await awake(page);
  await button(page, model).click();
  await expect(dialog(page)).toBeVisible();
}

/** As many models as the real provider has, and some more. */
const many = Array.from({ length: 500 }, (_, index) => ({
  id: `author-${index % 60}/model-${index}`,
  name: `Model ${index}`,
  author: `Author ${index % 60}`,
  context: 1000 * (index + 1),
  input: index / 100,
  output: index / 20,
})).sort((a, b) => a.author.localeCompare(b.author, "en"));

/** Gives this page another list than the server has, which remembers its own for ten minutes. */
const offer = (page: Page, models: unknown[]) =>
  page.route("**/api/models", (route) => route.fulfill({ json: { models } }));

test("a person finds all models by author, each with its context and price", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await connect(page);
  await expect(button(page, DEFAULT)).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(asked).not.toContain("/api/models");

  await open(page);
  await expect(said(page)).toHaveText("7 models");
  await expect(dialog(page).getByText("Prices per million tokens")).toBeVisible();
  const groups = dialog(page).getByRole("group");
  await expect(groups).toHaveCount(5);
  await expect(dialog(page).getByRole("group", { name: "OpenAI" }).getByRole("option")).toHaveCount(3);
  await expect(dialog(page).getByRole("option", { name: SONNET })).toHaveAccessibleName(
    "Claude Sonnet 4.5 anthropic/claude-sonnet-4.5 $3 in, $15 out 200K context",
  );
  await expect(dialog(page).getByRole("option", { name: "gemini" })).toContainText("$0.30 in, $2.50 out");
  await expect(dialog(page).getByRole("option", { name: "gemini" })).toContainText("1M context");
  await expect(dialog(page).getByRole("option", { name: "gpt-oss" })).toContainText("Free");
  await expect(dialog(page).getByRole("option", { name: DEFAULT })).toHaveAccessibleName(
    "GPT-5.2 in use default openai/gpt-5.2 $1.75 in, $14 out 400K context",
  );
});

test("a price is told as far as it is known", async ({ page }) => {
  await connect(page);
  const model = { name: "Some model", author: "Author", context: null, input: 0, output: 0 };
  await offer(page, [
    { ...model, id: "a/gift:free" },
    { ...model, id: "a/zero" }, // which does not make it free (CONTRACT 1.5)
    { ...model, id: "a/router", input: null, output: null },
    { ...model, id: "a/cheap", input: 0.0375, output: 1200 },
  ]);
  await open(page);
  await expect(options(page)).toHaveText([
    /a\/gift:free Free $/,
    /a\/zero \$0 in, \$0 out $/,
    /a\/router Price varies $/,
    /a\/cheap \$0.0375 in, \$1,200 out $/,
  ]);
});

test("a search finds models by any words, and says when there is none", async ({ page }) => {
  await connect(page);
  await open(page);
  await expect(field(page)).toBeFocused();
  await field(page).fill("gpt OPENAI");
  await expect(said(page)).toHaveText("3 models");
  await field(page).fill("sonnet");
  await expect(said(page)).toHaveText("1 model");
  await expect(options(page)).toHaveText([/Claude Sonnet/]);
  await field(page).fill("sonnet gpt");
  await expect(said(page)).toHaveText("No model matches “sonnet gpt”.");
  await expect(options(page)).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await open(page);
  await expect(field(page)).toHaveValue("");
});

test("a model chosen with the mouse answers, and is remembered until the default is chosen again", async ({
  page,
  app,
}) => {
  await connect(page);
  await open(page);
  await dialog(page).getByRole("option", { name: SONNET }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, SONNET)).toBeFocused();
  await send(page, "Hello");
  await complete(page);
  expect(app.provider.chats.map(({ body }) => body.model)).toEqual([SONNET]);

  await page.reload();
  await expect(button(page, SONNET)).toBeVisible();
  await open(page, SONNET);
  await expect(dialog(page).getByRole("option", { name: SONNET })).toContainText("in use");
  await dialog(page)
    .getByRole("button", { name: `Use the default, ${DEFAULT}` })
    .click();
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, DEFAULT)).toBeFocused();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("signing out forgets the choice", async ({ page }) => {
  await connect(page);
  await open(page);
  await dialog(page).getByRole("option", { name: SONNET }).click();
  await expect(button(page, SONNET)).toBeVisible();
  await page.goto("/keys");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("button", { name: "Connect ModelGates" })).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("all of it goes by keyboard", async ({ page, app }) => {
  await connect(page);
  await button(page, DEFAULT).focus();
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeFocused();
  await expect(said(page)).toHaveText("7 models");
  await expect.poll(() => reached(page)).toContain(DEFAULT); // where the person is now
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => reached(page)).toContain("mistralai/mistral-small-3.2");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowUp"); // no way out at either end
  await expect.poll(() => reached(page)).toContain(SONNET);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => reached(page)).toContain("deepseek/deepseek-r1");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, DEFAULT)).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("7 models");
  await page.keyboard.type("5-mini");
  await page.keyboard.press("Enter"); // at once: what was typed counts, not what is on the screen yet
  await expect(button(page, "openai/gpt-5-mini")).toBeFocused();
  await expect(dialog(page)).toBeHidden();
  await send(page, "Hello");
  await complete(page);
  expect(app.provider.chats[0]?.body.model).toBe("openai/gpt-5-mini");
});

test("a model that is no longer on offer gives way to the default", async ({ page }) => {
  await connect(page);
  await page.evaluate(() => localStorage.setItem("model", "gone/model"));
  await page.reload();
  await expect(button(page, "gone/model")).toBeVisible();
  await open(page, "gone/model");
  await expect(said(page)).toHaveText(
    "gone/model is no longer on offer. The default model is chosen instead. 7 models",
  );
  await page.keyboard.press("Escape");
  await expect(button(page, DEFAULT)).toBeFocused();
  await open(page);
  await expect(said(page)).toHaveText("7 models");
});

test("the list is for people with a session, and no browser keeps it", async ({ page, request, app }) => {
  const stranger = await request.get(`${app.url}/api/models`);
  expect(stranger.status()).toBe(401);
  expect((await stranger.json()).error.code).toBe("not_connected");
  await connect(page);
  const answer = await page.request.get("/api/models");
  expect(answer.headers()["cache-control"]).toBe("no-store");
  const { models } = await answer.json();
  expect(models).toHaveLength(7);
  expect(models[0]).toEqual({
    id: SONNET,
    name: "Claude Sonnet 4.5",
    author: "Anthropic",
    context: 200_000,
    input: 3,
    output: 15,
  });
});

test.describe("without the provider's list", () => {
  test.use({ expectedErrors: /502|ERR_FAILED/ });

  test("the default model answers all the same, and the list can be asked for again", async ({
    newVisitor,
  }) => {
    const app = await startApp(); // one that has not heard of any list yet
    expect(await health(app), app.log()).toBe(200);
    const page = await newVisitor(app);
    await connect(page);
    app.provider.misbehave("/models", (response) => response.writeHead(503).end("<h1>Down</h1>"));
    await open(page);
    await expect(said(page)).toHaveText(
      `The list of models is not available. ModelGates did not answer as it should. The default model, ${DEFAULT}, stays chosen and needs no list.`,
    );
    await page.keyboard.press("Escape");
    await send(page, "Hello");
    await complete(page);
    expect(app.provider.chats[0]?.body.model).toBe(DEFAULT);

    app.provider.misbehave("/models", undefined);
    await open(page);
    await expect(said(page)).toHaveText("7 models");
    await page.reload();
    await open(page);
    await expect(said(page)).toHaveText("7 models");
    expect(app.provider.calls.filter(({ path }) => path === "/models")).toHaveLength(2);
    await app.stop();
  });

  test("a broken line is told, and Try again mends it where one is", async ({ page }) => {
    await connect(page);
    await page.route("**/api/models", (route) => route.abort());
    await open(page);
    await expect(said(page)).toContainText("This app could not be reached.");
    await page.unroute("**/api/models");
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expect(said(page)).toHaveText("7 models");
    await expect(field(page)).toBeFocused();
    await expect(dialog(page).getByRole("button", { name: "Try again" })).toHaveCount(0);
  });
});

test("500 models are searched without delay", async ({ page }) => {
  await connect(page);
  await offer(page, many);
  await open(page);
  await expect(said(page)).toHaveText("500 models");
  const times: { typed: number; shown: number }[] = [];
  for (const query of ["4", "49", "499", "", "author-7 1", "model"]) {
    times.push(
      await field(page).evaluate(async (input: HTMLInputElement, query) => {
        const start = performance.now();
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
        set?.call(input, query);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await null; // React renders what is urgent in a microtask
        const typed = performance.now() - start; // what a keystroke waits for
        const status = input.closest("dialog")?.querySelector("[role=status]");
        if (status)
          await new Promise((changed) => {
            new MutationObserver(changed).observe(status, {
              subtree: true,
              characterData: true,
              childList: true,
            });
          });
        await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
        return { typed, shown: performance.now() - start };
      }, query),
    );
    const matches = many.filter(({ id, author }) =>
      query.split(" ").every((word) => `${id} ${author}`.toLowerCase().includes(word)),
    ).length;
    await expect(said(page)).toHaveText(matches === 1 ? "1 model" : `${matches} models`);
  }
  const typed = Math.max(...times.map((time) => time.typed));
  const shown = Math.max(...times.map((time) => time.shown));
  console.log(
    `500 models: a keystroke waits ${typed.toFixed(1)} ms at most, its matches are there within ${shown.toFixed(1)} ms`,
  );
  expect(typed).toBeLessThan(100);
});

test("at 320 px nothing in it scrolls sideways, however long the names", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 720 });
  await connect(page);
  await offer(page, [
    ...many.slice(0, 40),
    { ...many[0], id: `zz/${"x".repeat(100)}`, name: "W".repeat(200), author: "Long" },
  ]);
  await open(page);
  await expect(said(page)).toHaveText("41 models");
  const tooWide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("dialog, dialog *")]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(tooWide).toEqual([]);
});
