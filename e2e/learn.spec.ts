// The tutorial: what it shows is what stands in the files, and reading it needs no script.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { chapters } from "../app/learn/chapters.ts";
import { experiments } from "../app/learn/lab/experiments.ts";
import { expect, test } from "./app.ts";
import { awake } from "./person.ts";

const root = join(import.meta.dirname, "..");
const PAGES = ["/learn", ...chapters.map(({ slug }) => `/learn/${slug}`), "/learn/lab"];
const linesOf = (file: string) => readFileSync(join(root, file), "utf8").split("\n");

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  for (const [index, { slug, name }] of chapters.entries())
    test(`chapter ${index + 1}, ${slug}: each piece of code is what stands in its file`, async ({ page }) => {
      await page.goto(`/learn/${slug}`);
      await expect(page.getByText(`${index + 1} · ${name}`)).toBeVisible();
      const pieces = await page.locator("figure[data-file]").all();
      expect(pieces.length).toBeGreaterThan(1);
      for (const piece of pieces) {
        const file = (await piece.getAttribute("data-file")) ?? "";
        const [from = 0, to = 0] = ((await piece.getAttribute("data-lines")) ?? "").split("-").map(Number);
        expect(await piece.locator("pre").textContent(), file).toBe(
          linesOf(file)
            .slice(from - 1, to)
            .join("\n"),
        );
        const link = piece.getByRole("link", { name: file });
        expect(await link.getAttribute("href")).toMatch(new RegExp(`#L${from}$`));
      }
    });

  test("every file that is linked is shown whole, with every line that is linked", async ({ page }) => {
    const links = new Set<string>();
    for (const path of PAGES) {
      await page.goto(path);
      for (const link of await page.locator('a[href*="/learn/source"]').all())
        links.add((await link.getAttribute("href")) ?? "");
    }
    expect(links.size).toBeGreaterThan(15);
    for (const link of links) {
      const url = new URL(link, "http://localhost");
      await page.goto(link);
      const file = url.searchParams.get("file") ?? "";
      await expect(page.getByRole("heading", { name: file })).toBeVisible();
      expect(await page.locator("figure pre").last().textContent()).toBe(linesOf(file).join("\n").trimEnd());
      await expect(page.locator(url.hash)).toBeInViewport();
      await expect(page.locator("figure pre").last()).toBeInViewport();
    }
  });

  test("every other link leads to a page, and to a place on it", async ({ page, request }) => {
    const links = new Set<string>();
    for (const path of [...PAGES, "/inspect"]) {
      await page.goto(path);
      for (const link of await page.locator('main a[href^="/"]:not([href*="source"])').all())
        links.add((await link.getAttribute("href")) ?? "");
    }
    expect(links.size).toBeGreaterThan(12);
    for (const link of links) {
      const answer = await request.get(link, { maxRedirects: 0 });
      expect(answer.status(), link).toBe(200);
      const [, place] = link.split("#");
      if (place) expect(await answer.text(), link).toContain(`id="${place}"`);
    }
  });

  test("the languages of a request are chosen by a press", async ({ page }) => {
    await page.goto("/learn/exchange");
    const tabs = page.getByRole("group", { name: "The exchange, in" });
    await expect(tabs.getByText("POST /api/v1/auth/keys HTTP/1.1")).toBeVisible();
    await tabs.getByText("Python SDK").click();
    await expect(tabs.getByText("exchange_auth_code_for_api_key")).toBeVisible();
    await expect(tabs.getByText("POST /api/v1/auth/keys HTTP/1.1")).toBeHidden();
  });

  test("the pair of RFC 7636 stands there before any script", async ({ page }) => {
    await page.goto("/learn/send");
    await expect(page.getByText("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")).toBeVisible();
  });

  for (const [id, { title, status }] of Object.entries(experiments))
    test(`experiment ${id}: ${status}, as it promises`, async ({ page, app }) => {
      await page.goto("/learn/lab");
      const section = page.getByRole("region", { name: title });
      await section.getByRole("button", { name: "Try it" }).click();
      await expect(page).toHaveURL(`/learn/lab?try=${id}#${id}`);
      await expect(section.locator("[data-status]").last()).toHaveText(String(status));
      const [apiKey] = app.provider.apiKeys;
      expect(!!apiKey).toBe(status === 200 || id === "replay");
      if (apiKey) expect(await page.content()).not.toContain(apiKey);
    });
});

test("the arrow keys go through the languages", async ({ page }) => {
  await page.goto("/learn/limit");
  const tabs = page.getByRole("group", { name: "Asking for a code, in" });
  await tabs.getByRole("radio", { name: "HTTP" }).focus();
  for (const [name, words] of [
    ["curl", "curl"],
    ["fetch", "await fetch"],
    ["TypeScript SDK", "modelgates.oAuth.createAuthCode"],
    ["Python SDK", "create_auth_code"],
    ["Go SDK", "client.OAuth.CreateAuthCode"],
  ] as const) {
    await page.keyboard.press("ArrowRight");
    await expect(tabs.getByRole("radio", { name })).toBeFocused();
    await expect(tabs.getByRole("group", { name: `Asking for a code: ${name}` })).toContainText(words);
  }
});

async function expectChallenge(page: Page, verifier: string) {
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  await expect(page.getByLabel("code_challenge")).toHaveText(challenge);
}

test("a challenge is computed as one types", async ({ page }) => {
  await page.goto("/learn/send");
  await awake(page);
  const verifier = page.getByLabel("code_verifier");
  await expectChallenge(page, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  await verifier.fill("too short, and with characters that it may not have: é");
  await expectChallenge(page, "too short, and with characters that it may not have: é");
  await expect(page.getByText("A verifier has 43 to 128")).toBeVisible();
  await page.getByRole("button", { name: "Make a random one" }).click();
  await expect(verifier).toHaveValue(/^[\w-]{43}$/);
  await expectChallenge(page, await verifier.inputValue());
  await page.getByRole("button", { name: "The RFC's" }).click();
  await expectChallenge(page, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
});

test.describe("scripts", () => {
  test.use({ expectedErrors: /status of 404/ }); // the barest page there is

  test("a chapter of text brings none of its own", async ({ page }) => {
    const scripts = async (path: string) => {
      await page.goto(path);
      return page.locator("script[src]").count();
    };
    const least = await scripts("/nowhere");
    expect(least).toBeGreaterThan(0);
    for (const { slug } of chapters.filter(({ slug }) => slug !== "send"))
      expect(await scripts(`/learn/${slug}`), slug).toBeLessThanOrEqual(least);
  });
});
