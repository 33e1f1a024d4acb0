// How an answer looks, and what can be done with it.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { complete, connect, send, turns } from "./person.ts";
import { speak } from "./speak.ts";

const CODE = `const a = "<b>";\n\n\tif (a) {\n  return \`a\`;   \n}\n// ${"long ".repeat(40)}`;
const TABLE = `| ${"A wide column | ".repeat(9)}\n|${"-|".repeat(9)}\n| ${"cell | ".repeat(9)}`;

/** The answer that consists of `text`. */
async function ask(page: Page, app: App, text: string) {
  app.provider.misbehave("/chat/completions", (response) => void speak(response, text, 5));
  await connect(page);
  await send(page, "Go on.");
  await complete(page);
  return turns(page).last();
}

test("headings, lists, tasks, quotes and tables are what they look like", async ({ page, app }) => {
  const answer = await ask(
    page,
    app,
    `### First\n# Second\n#### Third\n\n3. three\n4. four\n\n- [x] done\n- [ ] open\n\n> quoted\n\n${TABLE}\n\n**bold** _soft_ ~~gone~~ \`code\``,
  );
  await expect(answer.getByRole("heading", { level: 3 })).toHaveText(["First", "Second"]);
  await expect(answer.getByRole("heading", { level: 4 })).toHaveText("Third");
  await expect(answer.getByRole("list").first()).toHaveAttribute("start", "3");
  await expect(answer.getByRole("checkbox", { name: "Done" })).toBeChecked();
  await expect(answer.getByRole("checkbox", { name: "To do" })).toBeDisabled();
  await expect(answer.locator("blockquote")).toHaveText("quoted");
  await expect(answer.getByRole("columnheader")).toHaveCount(9);
  await expect(answer.locator("strong, em, del, p > code")).toHaveText(["bold", "soft", "gone", "code"]);
});

test("links say nothing of us to where they lead, and what is no link stays text", async ({ page, app }) => {
  const answer = await ask(
    page,
    app,
    "[a](https://example.com/a) ![b](https://example.com/b.png) [c](/keys) [d](javascript:x) <i>e</i>\n\n[f]: https://example.com/f",
  );
  await expect(answer.getByRole("link")).toHaveText(["a", "b", "https://example.com/f"]);
  await expect(answer).toContainText("a b c d <i>e</i>");
  for (const link of await answer.getByRole("link").all()) {
    await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    await expect(link).toHaveAttribute("target", "_blank");
  }
  // Chromium asks the name server for a link's host before anyone clicks, unless told not to.
  expect((await page.request.get("/chat")).headers()["x-dns-prefetch-control"]).toBe("off");
});

test("copying takes exactly the code, by keyboard too", async ({ page, context, app }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const answer = await ask(page, app, `Look:\n\`\`\`js\n${CODE}\n\`\`\`\nThat is all.`);
  await answer.getByRole("button", { name: "Copy the code" }).focus();
  await page.keyboard.press("Enter");
  await expect(answer.getByRole("button", { name: "Copied the code" })).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(CODE);
  await expect(answer.getByRole("button", { name: "Copy the code" })).toBeFocused();
});

test("code is coloured once it is complete, in a language that is known", async ({ page, app }) => {
  const answer = await ask(page, app, `\`\`\`js\n${CODE}\n\`\`\`\n\n\`\`\`nonsense\n${CODE}\n\`\`\``);
  await expect(answer.getByRole("figure")).toHaveCount(2); // once what reads markdown is there
  const [known, unknown] = await answer.getByRole("figure").all();
  await expect(known?.locator("figcaption > span") ?? answer).toHaveText("js");
  await expect(known?.locator(".hljs-keyword") ?? answer).toHaveText(["const", "if", "return"]);
  await expect(known?.locator("code") ?? answer).toHaveText(CODE);
  await expect(unknown?.locator("code") ?? answer).toHaveText(CODE);
  await expect(unknown?.locator("code span") ?? answer).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`on a narrow screen, what is wide scrolls within itself, by keyboard too: ${colorScheme}`, async ({
    page,
    app,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 640 });
    const answer = await ask(
      page,
      app,
      `# Wide\n\n${TABLE}\n\n\`\`\`js\n${CODE}\n\`\`\`\n\n| a |\n|-|\n| b |`,
    );
    await expect(answer.locator(".hljs-comment")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await expect(answer.getByRole("group")).toHaveCount(2); // not the narrow table
    for (const name of ["Table", "Code: js"]) {
      const wide = answer.getByRole("group", { name });
      await wide.focus();
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => wide.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
