// A secret is replaced while people chat: nobody notices, and the old one can go.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { type App, expect, health, startApp, test } from "./app.ts";
import { approve, item } from "./person.ts";
import { type Postgres, skipWithoutPostgres, startPostgres } from "./postgres.ts";

test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");

let postgres: Postgres;
test.beforeAll(async () => {
  postgres = await startPostgres();
});
test.afterAll(() => postgres.stop());

const secret = () => randomBytes(32).toString("base64url");

/** Runs a command of package.json: its output. */
async function run(script: string, env: Record<string, string>): Promise<string> {
  const args = ["--conditions=react-server", join(import.meta.dirname, "../lib", script)];
  const options = { env: { ...process.env, ...env }, cwd: join(import.meta.dirname, "..") };
  return (await promisify(execFile)(process.execPath, args, options)).stdout;
}

const ask = async (page: Page, app: App) => {
  const data = { stream: false, messages: [{ role: "user", content: "Hello!" }] };
  return (await page.request.post(`${app.url}/api/chat`, { data, headers: { origin: app.url } })).status();
};

test("prepend, restart, rotate beside the running app, drop", async ({ page, app: provider }) => {
  const [older, newer] = [secret(), secret()];
  // Its provider is another instance: the sandbox seals its keys with its own secret, which stays.
  const settings = {
    DATABASE_URL: await postgres.createDatabase("rotate"),
    MODELGATES_URL: provider.provider.url,
  };
  const restart = async (APP_SECRET: string) => {
    const app = await startApp({ ...settings, APP_SECRET });
    expect(await health(app), app.log()).toBe(200);
    return app;
  };
  const leave = async (app: App) => {
    await page.goto("about:blank");
    await app.stop();
  };
  const prefixes = async (app: App) => {
    const rows = await app.sql(
      `SELECT left("sealedApiKey", 12) AS prefix FROM "Connection" ORDER BY "createdAt"`,
    );
    return rows.map(({ prefix }) => prefix);
  };
  await run("migrate.ts", { ...settings, APP_SECRET: older });

  const before = await restart(older);
  await page.goto(before.url);
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await approve(page);
  await expect(page).toHaveURL(`${before.url}/chat`);
  expect(await ask(page, before)).toBe(200);
  await leave(before);

  const both = await restart(`${newer},${older}`);
  expect(await ask(page, both), "the old row and the old cookie still open").toBe(200);
  await page.goto(`${both.url}/keys`);
  await page.getByLabel("Name of the key").fill("Second");
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await approve(page);
  await expect(item(page, "Second")).toContainText("Working.");
  await item(page, "Unnamed key").getByRole("button", { name: "Use in the chat" }).click();
  await expect(item(page, "Unnamed key")).toContainText("The chat uses this one");
  const [first, second] = await prefixes(both);
  expect(first).not.toBe(second);

  let rotated = false;
  const rotation = run("rotate.ts", { ...settings, APP_SECRET: `${newer},${older}` }).finally(() => {
    rotated = true;
  });
  let asked = 0;
  for (; !rotated; asked++) expect(await ask(page, both)).toBe(200);
  console.log(`${asked} messages were answered during the rotation`);
  expect(await rotation).toContain("Re-sealed: 1. Under the newest secret already: 1. Unreadable: 0.");
  expect(await prefixes(both)).toEqual([second, second]);
  await leave(both);

  const after = await restart(newer);
  await page.goto(`${after.url}/keys`);
  await expect(page.getByText("Working.")).toHaveCount(2);
  expect(await ask(page, after)).toBe(200);
  await leave(after);

  const wrong = await restart(secret());
  expect(await ask(page, wrong), "the session's cookie does not open any more").toBe(401);
  await leave(wrong);
});
