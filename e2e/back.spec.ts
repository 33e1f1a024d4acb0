// The way back, after signing out: what was on the screen is gone from it.
import { expect, test } from "./app.ts";
import { complete, connect, send, turns } from "./person.ts";

for (const kept of [false, true])
  test(`after signing out, Back shows no chat${kept ? ", though the browser keeps pages whole" : ""}`, async ({
    playwright,
    launchOptions,
    app,
  }) => {
    // Playwright turns this memory of the browser off; people have it.
    const ignoreDefaultArgs = kept ? ["--disable-back-forward-cache"] : [];
    const browser = await playwright.chromium.launch({ ...launchOptions, ignoreDefaultArgs });
    const page = await browser.newPage({ baseURL: app.url });
    await connect(page);
    await send(page, "Who holds my key?");
    await complete(page);
    await page.goto("/keys");
    const answer = page.waitForResponse(/\/auth\/sign-out$/);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    const { "clear-site-data": cleared, "cache-control": cache } = await (await answer).allHeaders();
    expect([cleared, cache]).toEqual(['"cache", "storage"', "no-store"]);
    await expect(page.getByRole("status")).toContainText("Signed out.");
    for (let steps = 0; steps < 2; steps++) {
      await page.evaluate(() => history.back());
      await expect(page).toHaveURL("/?problem=not_connected");
      await expect(turns(page)).toHaveCount(0);
    }
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
    await browser.close();
  });
