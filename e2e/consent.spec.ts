// The sandbox's consent page as other apps and other people meet it. Goes when app/sandbox goes.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./app.ts";
import { approve, start } from "./person.ts";

/** Another app's server, for as long as a test takes. */
async function serve(listener: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}

test("an app whose callback leads on to another origin is reached", async ({ page, app }) => {
  const home: RequestListener = (_, response) => response.end("Home.");
  await serve(home, (second) =>
    serve(
      (_, response) => response.writeHead(302, { location: second }).end(),
      async (first) => {
        await page.goto(`${app.provider.url}/auth?callback_url=${encodeURIComponent(first)}`);
        await approve(page);
        await expect(page).toHaveURL(`${second}/`);
      },
    ),
  );
});

test("a link may choose a scenario, and the page says so", async ({ page, app }) => {
  await page.goto(`${app.provider.url}/auth?callback_url=http://localhost/&scenario=no-credit`);
  await expect(page.getByText("the link chose: 402 no credit")).toBeVisible();
  await expect(page.getByRole("radio", { name: "402 no credit" })).toBeChecked();
});

test("the menu is one stop for the keyboard, and no choice hides behind the buttons", async ({ page }) => {
  await start(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // opens the menu
  await page.keyboard.press("Tab");
  await expect(page.getByRole("radio", { name: "Approve A code" })).toBeFocused();
  for (let choices = await page.getByRole("radio").count(); choices > 1; choices--) {
    await page.keyboard.press("ArrowDown");
    const gap = await page.evaluate(() => {
      const label = document.activeElement?.closest("label")?.getBoundingClientRect();
      const bar = document.querySelector("button[value=approve]")?.getBoundingClientRect();
      return (bar?.top ?? 0) - (label?.bottom ?? Number.POSITIVE_INFINITY);
    });
    expect(gap, `${choices} choices from the end`).toBeGreaterThan(0);
  }
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Approve" })).toBeFocused();
});
