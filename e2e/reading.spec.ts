// How the chat feels: the composer, what is heard, where the focus and the page stay.
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { alert, answerTo, complete, connect, send, turns } from "./person.ts";
import { begin, piece, speak } from "./speak.ts";

const field = (page: Page) => page.getByRole("textbox", { name: "Message" });

test("the composer grows with the text; Enter sends, Shift+Enter breaks, an input method's Enter does neither", async ({
  page,
  app,
}) => {
  await connect(page);
  const height = async () => (await field(page).boundingBox())?.height ?? 0;
  const small = await height();
  await field(page).fill("One");
  for (let line = 0; line < 4; line++) await page.keyboard.press("Shift+Enter");
  expect(await height()).toBeGreaterThan(2 * small);
  await page.keyboard.type("five");
  await expect(field(page)).toHaveValue("One\n\n\n\nfive");
  await field(page).dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
  await expect(field(page)).toHaveValue("One\n\n\n\nfive");
  await page.keyboard.press("Enter");
  await complete(page);
  expect(await height()).toBe(small);
  expect(app.provider.chats[0]?.body.messages).toEqual([{ role: "user", content: "One\n\n\n\nfive" }]);
});

test("a listener hears the start and the end, an error at once, and never a token", async ({ page, app }) => {
  await connect(page);
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver(() => {
      for (const region of document.querySelectorAll("main [role=status], main [role=alert], [aria-live]")) {
        const text = region.textContent?.trim() ?? "";
        if (text && heard.at(-1) !== text) heard.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await send(page, "Explain PKCE in plain words.");
  await complete(page);
  expect(await heard()).toEqual(["Answering.", "The answer is complete."]);
  await expect(page.locator("[aria-live], [role=log]").filter({ has: turns(page) })).toHaveCount(0);

  app.provider.misbehave("/chat/completions", (response) => {
    begin(response, "Half");
    response.end(`data: {"error":{"code":502,"message":"x"},"choices":[]}\n\n`);
  });
  await send(page, "Once more.");
  await expect(alert(page)).toContainText("reported an error");
  expect((await heard()).slice(2)).toEqual(["Answering.", expect.stringContaining("reported an error")]);
});

test("the focus is never taken, and never lost", async ({ page, app }) => {
  await connect(page);
  await page.getByRole("button", { name: "Who holds my key right now?" }).focus();
  await page.keyboard.press("Enter");
  await expect(field(page), "the pressed button is gone").toBeFocused();
  await complete(page);

  let feed = (_: string) => {};
  app.provider.misbehave("/chat/completions", (response) => {
    begin(response, "One ");
    feed = (text) => void response.write(piece(text));
  });
  await send(page, "Slowly, please.");
  const copy = answerTo(page, 1).getByRole("button", { name: "Copy" });
  await expect(answerTo(page, 2)).toContainText("One");
  await copy.focus();
  for (const word of ["two ", "three ", "four "]) {
    feed(word);
    await expect(answerTo(page, 2)).toContainText(word.trim());
    await expect(copy).toBeFocused();
  }
  await page.getByRole("button", { name: "Stop" }).focus();
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeFocused();
  await expect(answerTo(page, 2)).toContainText("Stopped.");
  await page.getByRole("button", { name: "Clear" }).focus();
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeFocused();
});

test("the page follows the answer while the reader is at its end, and lets go at the first scroll up", async ({
  page,
  app,
}) => {
  await connect(page);
  let feed = async (_: string) => {};
  app.provider.misbehave("/chat/completions", (response) => {
    begin(response, "Line\n\n".repeat(60));
    feed = (text) => new Promise((sent) => response.write(piece(text), () => sent()));
  });
  await send(page, "Many lines.");
  const fromEnd = () =>
    page.evaluate(() => document.documentElement.scrollHeight - innerHeight - Math.round(scrollY));
  await expect(answerTo(page, 1)).toContainText("Line");
  await expect(answerTo(page, 1).locator("p").first()).toHaveText("Line"); // as markdown, which is shorter
  await expect.poll(fromEnd).toBeLessThan(5);
  await feed(`${"More\n\n".repeat(20)}end one`);
  await expect(answerTo(page, 1)).toContainText("end one");
  await expect.poll(fromEnd).toBeLessThan(5);

  await page.mouse.move(640, 300);
  await page.mouse.wheel(0, -40);
  await expect.poll(fromEnd).toBeGreaterThan(20);
  const place = await page.evaluate(() => scrollY);
  await feed(`\n\n${"More\n\n".repeat(20)}end two`);
  await expect(answerTo(page, 1)).toContainText("end two");
  expect(await page.evaluate(() => scrollY)).toBe(place);

  await page.getByRole("button", { name: "To the end" }).click();
  await expect.poll(fromEnd).toBeLessThan(5);
  await feed(`\n\n${"More\n\n".repeat(20)}end three`);
  await expect(answerTo(page, 1)).toContainText("end three");
  await expect.poll(fromEnd).toBeLessThan(5);
  await expect(page.getByRole("button", { name: "To the end" })).toHaveCount(0);
});

test("a table, code and endless words fit 320 px without scrolling sideways", async ({ page, app }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await connect(page);
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await page.getByRole("button", { name: "Show the challenge methods in a table, with code." }).click();
  await complete(page);
  await expect(page.getByRole("table")).toBeVisible();
  expect(await width()).toBe(320);
  app.provider.misbehave(
    "/chat/completions",
    (response) =>
      void speak(
        response,
        `${"w".repeat(500)} https://example.com/${"p/".repeat(200)} | ${"x".repeat(100)} |`,
        1000,
      ),
  );
  await send(page, "m".repeat(300));
  await complete(page);
  expect(await width()).toBe(320);
});
