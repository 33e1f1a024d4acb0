// Answers beyond all measure: the tab stays alive, and what was said can be read.
import { expect, test } from "./app.ts";
import { guard, harm } from "./hostile/guard.ts";
import { sizes } from "./hostile/sizes.ts";
import { complete, connect, send } from "./person.ts";
import { speak } from "./speak.ts";

for (const [name, text] of Object.entries(sizes))
  test(`the tab survives ${name}`, async ({ page, app }) => {
    app.provider.misbehave("/chat/completions", (response) => {
      const isFirst = app.provider.chats.length === 1;
      void speak(response, isFirst ? "**Hello.**" : text, isFirst ? 10 : text.length / 20);
    });
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
    await send(page, "Go on.");
    await expect(page.getByText("Go on.")).toBeVisible();
    await complete(page);
    expect(await harm(page)).toEqual([]);
    await expect(page.getByRole("list", { name: "Conversation" })).toContainText(text.trim().slice(-20));
    const longest = await page.evaluate(() => window.longest);
    console.log(`${name}: longest task ${Math.round(longest)} ms`);
    expect(longest).toBeLessThan(10_000);
  });

declare global {
  interface Window {
    longest: number;
  }
}
