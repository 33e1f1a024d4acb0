// A model says what an attacker made it say. Nothing runs, nothing is fetched, nothing leaves its place, at any step.
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { families } from "./hostile/families.ts";
import { guard, harm } from "./hostile/guard.ts";
import { complete, connect, send } from "./person.ts";
import { speak } from "./speak.ts";

/** In one conversation: what is asked carries all of it each time. */
const CASES = 40;
const parts = Object.entries(families).flatMap(([family, texts]) =>
  Array.from({ length: Math.ceil(texts.length / CASES) }, (_, part) => ({
    family: `${family}, part ${part + 1}`,
    texts: texts.slice(part * CASES, (part + 1) * CASES),
  })),
);

test.use({ trace: "off" }); // it would hold the page as it is after each of thousands of steps

for (const { family, texts } of parts)
  test(`an answer does no harm at any step: ${family}`, async ({ page, app }) => {
    test.setTimeout(240_000);
    app.provider.misbehave("/chat/completions", (response) => {
      const said = app.provider.chats.at(-1)?.body.messages as { content: string }[];
      // An answer of its own for each text, so that none can hide the next; one event for each character.
      void speak(response, texts[Number(said.at(-1)?.content)] ?? "**Hello.**");
    });
    await guard(page);
    await connect(page);
    await send(page, "Hello?");
    await complete(page);
    await expect(page.locator("strong", { hasText: "Hello." })).toBeVisible(); // all that reads markdown is there

    const beyond: string[] = [];
    page.on("dialog", (dialog) => {
      beyond.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("popup", (popup) => beyond.push(`window: ${popup.url()}`));
    page.on("framenavigated", (frame) => beyond.push(`navigation: ${frame.url()}`));
    page.context().on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== app.url || !/^\/(api\/chat$|_next\/static\/.*\.js$)/.test(pathname))
        beyond.push(`request: ${request.url()}`);
    });
    for (const [index, text] of texts.entries()) {
      await send(page, String(index));
      await answered(page, 2 * index + 4);
      expect([...(await harm(page)), ...beyond], text).toEqual([]);
    }
  });

/** Looks at every frame, where an expect would wait longer from look to look. */
async function answered(page: Page, turns: number): Promise<void> {
  await page.waitForFunction(
    (turns) =>
      document.querySelectorAll('[aria-label="Conversation"] > li').length === turns &&
      document.querySelector("[role=status]")?.textContent === "The answer is complete.",
    turns,
  );
}
