// Answers beyond all measure: the tab stays alive, and what was said can be read.
import { expect, test } from "./app.ts";
import { guard, harm } from "./hostile/guard.ts";
import { sizes } from "./hostile/sizes.ts";
import { answerTo, complete, connect, send } from "./person.ts";
import { speak } from "./speak.ts";

const GROUPS = 4;

for (let group = 0; group < GROUPS; group++)
  test(`the tab survives answers beyond all measure, part ${group + 1}`, async ({ page, app }) => {
    let said = "**Hello.**";
    app.provider.misbehave(
      "/chat/completions",
      (response) => void speak(response, said, Math.max(10, said.length / 20)),
    );
    await guard(page);
    await page.addInitScript(() => {
      window.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
      }).observe({ type: "longtask" });
    });
    await connect(page);
    await send(page, "Hello?");
    await expect(page.locator("strong", { hasText: "Hello." })).toBeVisible(); // what reads markdown is there
    await complete(page);
    for (const [name, text] of Object.entries(sizes).filter((_, index) => index % GROUPS === group))
      await test.step(name, async () => {
        await page.getByRole("button", { name: "Clear" }).click();
        await page.evaluate(() => {
          window.longest = 0;
        });
        said = text;
        await send(page, "Go on.");
        await expect(answerTo(page, 1)).toBeVisible();
        await complete(page);
        expect(await harm(page), name).toEqual([]);
        await expect(answerTo(page, 1)).toContainText(text.trim().slice(-20));
        const longest = await page.evaluate(() => window.longest);
        console.log(`${name}: longest task ${Math.round(longest)} ms`);
        expect(longest, name).toBeLessThan(30_000); // it ends, on a busy machine too
      });
  });

declare global {
  interface Window {
    longest: number;
  }
}
