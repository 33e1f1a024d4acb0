// Every page in a real browser: nothing of it is refused by its own policy, nothing comes from elsewhere, all of it wakes up.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "@playwright/test";
import { problems } from "../lib/problems.ts";
import { expect, test } from "./app.ts";
import { approve, start } from "./person.ts";
import { PAGES } from "./routes.ts";

declare global {
  interface Window {
    refused: string[];
  }
}

// A page that does not exist, and one that fails, say so in the console; 441 is the failure on the server.
test.use({ expectedErrors: /status of (404|500)|React error #441/ });

/** Notes what a page's policy refuses, from before its first script, and all that it asks for. */
async function observe(context: BrowserContext): Promise<Set<string>> {
  await context.addInitScript(() => {
    window.refused = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      window.refused.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  const asked = new Set<string>();
  context.on("request", (request) => asked.add(new URL(request.url()).origin));
  return asked;
}

/** React has taken over, and the policy had nothing to refuse. */
async function expectWell(page: Page, where: string): Promise<void> {
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("h1") ?? {}).some((name) => name.startsWith("__react")),
  );
  expect(await page.evaluate(() => window.refused), where).toEqual([]);
}

test("every page wakes up for a stranger, after every problem, and when there is none", async ({
  page,
  context,
  app,
}) => {
  const asked = await observe(context);
  const afterwards = Object.keys(problems).map((code) => `/?problem=${code}`);
  for (const path of [...PAGES, ...afterwards, "/?notice=signed_out", "/nowhere", "/chat/nowhere"]) {
    await page.goto(path);
    await expectWell(page, path);
  }
  expect([...asked]).toEqual([app.url]);
});

test("every page wakes up for a person, and so does the page of a failure", async ({
  page,
  context,
  app,
}) => {
  const asked = await observe(context);
  await start(page);
  await approve(page);
  await expect(page).toHaveURL("/chat");
  for (const path of [...PAGES, "/keys?problem=unknown_connection", "/keys?page=2", "/nowhere"]) {
    await page.goto(path);
    await expectWell(page, path);
  }
  await app.sql(`ALTER TABLE "Session" RENAME TO "Elsewhere"`);
  await page.goto("/keys");
  await app.sql(`ALTER TABLE "Elsewhere" RENAME TO "Session"`);
  await expect(page.getByRole("heading", { name: "This page could not be shown." })).toBeVisible();
  await expectWell(page, "a failure");
  expect([...asked].sort()).toEqual([new URL(app.provider.url).origin, app.url].sort());
});

test.describe("what a page may not do, even with a script in it", () => {
  test.use({ expectedErrors: /Content Security Policy|document requires .Trusted/i });

  test("text becomes neither markup nor a script", async ({ page }) => {
    await page.goto("/");
    const tries: Record<string, () => unknown> = {
      markup: () => document.body.insertAdjacentHTML("beforeend", "<b>harm</b>"),
      "an element": () => Object.assign(document.createElement("div"), { innerHTML: "<img src=x>" }),
      "a second policy": () => Reflect.get(window, "trustedTypes").createPolicy("evil", {}),
      "a foreign script": () =>
        Object.assign(document.createElement("script"), { src: "https://evil.example/a.js" }),
      "a script as text": () => Object.assign(document.createElement("script"), { text: "harm()" }),
      "a script of the API": () => Object.assign(document.createElement("script"), { src: "/api/health" }),
    };
    for (const [what, attempt] of Object.entries(tries))
      await expect(page.evaluate(attempt), what).rejects.toThrow(/TypeError/);
    const own = () => Object.assign(document.createElement("script"), { src: "/_next/static/a.js" }).src;
    expect(await page.evaluate(own)).toContain("/_next/static/a.js");
    const entity = () => Object.assign(document.createElement("i"), { innerHTML: "&copy;" }).textContent;
    expect(await page.evaluate(entity)).toBe("©");
  });
});

test.describe("another site", () => {
  test.use({ expectedErrors: /frame|ERR_BLOCKED_BY_RESPONSE/i });

  const ICON = '<link rel="icon" href="data:,">'; // so that the browser asks for none
  /** A page of somebody else's, on a server of theirs: a browser treats one that came from nowhere in another way. */
  async function elsewhere(page: Page, html: string): Promise<void> {
    const server = createServer((_, response) =>
      response.setHeader("Content-Type", "text/html").end(ICON + html),
    );
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.close();
  }

  test("cannot show the app in a frame", async ({ page, app }) => {
    await elsewhere(page, `<iframe src="${app.url}/"></iframe>`);
    const [, frame] = page.frames();
    await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
  });

  test("keeps no hold on a window of the app that it opened", async ({ page, app }) => {
    await elsewhere(page, `<button onclick="opened = window.open('${app.url}/')">Open</button>`);
    const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button").click()]);
    await expect(popup.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await popup.evaluate(() => window.opener)).toBeNull();
    expect(await page.evaluate(() => Reflect.get(window, "opened").closed), "cut off").toBe(true);
  });

  test("cannot draw what is the app's into its own page", async ({ page, app }) => {
    await elsewhere(page, "<h1>Elsewhere</h1>");
    const load = (src: string) =>
      page.evaluate(
        (src) =>
          new Promise((resolve) => {
            const image = Object.assign(new Image(), { src });
            image.onload = () => resolve("shown");
            image.onerror = () => resolve("refused");
          }),
        src,
      );
    expect(await load(`${app.url}/icon.svg`)).toBe("refused");
  });
});
