// Once MODELGATES_URL points elsewhere: the sandbox is gone, and what it issued goes nowhere.
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { expect, health, startApp, test } from "./app.ts";
import { connect } from "./person.ts";
import { Provider } from "./provider.ts";

/** Every address that a file below app/sandbox answers, under both of its names, with the methods it would answer. */
const routes = globSync("app/sandbox/**/{page.tsx,route.ts}", { cwd: join(import.meta.dirname, "..") })
  .map((file) => file.split(sep))
  .flatMap((parts) => {
    // To the rest the framework itself answers for a page.
    const methods = parts.at(-1) === "page.tsx" ? ["GET", "HEAD"] : ["GET", "HEAD", "POST", "PUT", "OPTIONS"];
    const path = parts.slice(1, -1).join("/");
    return [path, path.replace("sandbox", "sandbox/live")].map((path) => ({ path, methods }));
  });

test("the sandbox is gone when the real gateway is named", async ({ page }) => {
  const app = await startApp({ MODELGATES_URL: "https://modelgates.ai" });
  expect(await health(app), app.log()).toBe(200);
  expect(routes.length).toBeGreaterThan(16);
  for (const { path, methods } of routes) {
    for (const method of methods) {
      const url = `${app.url}/${path}?callback_url=http://localhost/&hash=${"0".repeat(64)}`;
      const { status, headers } = await fetch(url, { method });
      expect(status, `${method} ${path}`).toBe(404);
      expect(headers.get("access-control-allow-origin"), `${method} ${path}`).toBeNull();
    }
  }
  await page.goto(app.url);
  await expect(page.getByText("Sandbox.")).toHaveCount(0);
  const response = await page.request.post(`${app.url}/auth/connect`, {
    headers: { origin: app.url },
    maxRedirects: 0,
  });
  expect(response.headers().location).toMatch(/^https:\/\/modelgates\.ai\/auth\?callback_url=/);
  await app.stop();
});

test("a key of the sandbox is never sent to another provider, and works again in the sandbox", async ({
  newVisitor,
}) => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), "app-"));
  const sandbox = await startApp({ DATA_DIR });
  const APP_SECRET = sandbox.secret;
  expect(await health(sandbox), sandbox.log()).toBe(200);
  const page = await newVisitor(sandbox);
  await connect(page);
  await page.goto("about:blank");
  await sandbox.stop();

  const gateway = await new Provider().start(0, "/gateway");
  const moved = await startApp({ DATA_DIR, APP_SECRET, MODELGATES_URL: gateway.url });
  expect(await health(moved), moved.log()).toBe(200);
  await page.goto(`${moved.url}/chat`);
  await expect(page).toHaveURL(`${moved.url}/?problem=other_provider`);
  await expect(page.getByRole("alert").first()).toContainText("issued by another provider");
  await expect(page.getByRole("alert").first()).toContainText("Connect again to get a key from this one");
  const chat = await page.request.post(`${moved.url}/api/chat`, {
    headers: { origin: moved.url },
    data: { messages: [{ role: "user", content: "Hello" }] },
  });
  expect([chat.status(), (await chat.json()).error.code]).toEqual([409, "other_provider"]);
  await page.goto(`${moved.url}/keys`);
  await expect(page.getByText("From another provider.")).toBeVisible();
  await moved.sql(`UPDATE "Connection" SET origin = $1`, [new URL(gateway.url).origin]); // as a forger would
  await page.reload();
  await expect(page.getByText("Unreadable.")).toBeVisible();
  await moved.sql(`UPDATE "Connection" SET origin = 'sandbox'`);
  expect(gateway.calls).toEqual([]);
  await page.goto("about:blank");
  await moved.stop();
  gateway.stop();

  const back = await startApp({ DATA_DIR, APP_SECRET });
  expect(await health(back), back.log()).toBe(200);
  await page.goto(`${back.url}/chat`);
  await expect(page).toHaveURL(`${back.url}/chat`);
  await page.goto("about:blank");
  await back.stop();
  rmSync(DATA_DIR, { recursive: true });
});
