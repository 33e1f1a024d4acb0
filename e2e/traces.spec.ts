// What a visit to the callback leaves behind, and what happens without one: nothing.
import { expect, test } from "./app.ts";
import { catchCallback, connect, start } from "./person.ts";

test("after the callback nothing is asked of another origin, and no address carries the code on", async ({
  page,
  app,
}) => {
  for (const spoiled of [false, true]) {
    await start(page);
    const callback = new URL(await catchCallback(page));
    if (spoiled) callback.searchParams.set("code", "refused_code_0123456789");
    await page.goto("about:blank");
    const asked: { url: string; referer: string }[] = [];
    const waiting: Promise<unknown>[] = [];
    page.on("request", (request) => {
      waiting.push(
        request.allHeaders().then(({ referer = "" }) => asked.push({ url: request.url(), referer })),
      );
    });
    await page.goto(callback.href);
    await expect(page).toHaveURL(spoiled ? "/?problem=refused" : "/chat");
    await page.waitForLoadState("networkidle");
    await Promise.all(waiting);
    page.removeAllListeners("request");
    expect(asked.length).toBeGreaterThan(3);
    for (const { url, referer } of asked) {
      expect(new URL(url).origin).toBe(app.url);
      expect(referer).not.toMatch(/code=|state=|transaction=/);
    }
    expect(asked.filter(({ url }) => url.includes("code="))).toHaveLength(1);
    await page.goBack(); // the callback is no entry of the history
    expect(page.url()).toBe("about:blank");
    await page.context().clearCookies();
  }
});

test("no link or button that is only looked at begins an attempt", async ({ page, context, app }) => {
  const look = async (path: string) => {
    await page.goto(path);
    for (const control of await page.locator("a:visible, button:visible").all()) await control.hover();
    await page.mouse.wheel(0, 5000);
    await page.waitForLoadState("networkidle");
  };
  await look("/");
  expect(await context.cookies(app.url)).toEqual([]);
  await connect(page);
  await look("/keys");
  expect((await context.cookies(app.url)).map(({ name }) => name).sort()).toEqual([
    "modelgates-session",
    "modelgates-transcript",
  ]);
  expect(app.provider.exchanges).toHaveLength(1);
});
