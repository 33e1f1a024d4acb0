// How much the app lets through, as a client meets it: alone, behind a proxy, and on two instances at once.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type App, expect, health, startApp, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { catchCallback, connect, start } from "./person.ts";
import { skipWithoutPostgres, startPostgres } from "./postgres.ts";

test.use({ expectedErrors: /status of 429/ });

const begin = (app: App, headers: Record<string, string> = {}) =>
  new Jar(app).post("/auth/connect", {}, headers);

/** The statuses of `tries` starts, the nth with the headers of n. */
async function begins(
  apps: App[],
  tries: number,
  headers: (n: number) => Record<string, string> = () => ({}),
) {
  const statuses: number[] = [];
  for (let n = 0; n < tries; n++)
    statuses.push((await begin(apps[n % apps.length] as App, headers(n))).status);
  return statuses;
}
const passed = (statuses: number[]) => statuses.filter((status) => status === 303).length;

test("a client that starts too often is asked to wait, whatever it says of its address", async () => {
  const app = await startApp({ CONNECTS_PER_MINUTE: "6" });
  expect(await health(app), app.log()).toBe(200);
  const spoof = (n: number) => ({
    "x-forwarded-for": `10.0.0.${n}`,
    "x-real-ip": `10.0.0.${n}`,
    "x-peer-address": `10.0.0.${n}`,
    forwarded: `for=10.0.0.${n}`,
  });
  expect(passed(await begins([app], 12, spoof))).toBe(6);
  const refused = await begin(app);
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers["retry-after"]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  const lines = app.log().match(/"event":"limited","limit":"too_many_connects"/g);
  expect(lines, "a flood of requests is none of lines").toHaveLength(1);
  await app.stop();
});

test("behind a proxy, clients are told apart by what the proxy says; an attempt under way stays open", async ({
  newVisitor,
}) => {
  const app = await startApp({ CONNECTS_PER_MINUTE: "4", TRUST_PROXY: "1" });
  expect(await health(app), app.log()).toBe(200);
  expect(passed(await begins([app], 8, (n) => ({ "x-forwarded-for": `10.0.0.${n}, 203.0.113.1` })))).toBe(4);
  expect(passed(await begins([app], 8, (n) => ({ "x-forwarded-for": `203.0.113.1, 2001:db8::${n}` })))).toBe(
    4,
  );
  expect(passed(await begins([app], 8, (n) => ({ "x-forwarded-for": `203.0.113.${n + 2}` })))).toBe(8);

  const page = await newVisitor(app);
  const here = { "x-forwarded-for": "198.51.100.1" };
  await page.setExtraHTTPHeaders(here);
  await start(page);
  const callback = await catchCallback(page);
  expect(passed(await begins([app], 4, () => here))).toBe(3);
  await page.goto(callback);
  await expect(page.getByRole("heading")).toHaveText(/Too many attempts to connect/);
  await expect(page.getByText("An attempt that is under way stays open.")).toBeVisible();
  expect(app.provider.exchanges).toHaveLength(0);
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "198.51.100.2" }); // as after a minute
  await page.goto(callback);
  await expect(page).toHaveURL("/chat");
  await page.goto("about:blank");
  await app.stop();
});

test("two instances on one database count together", async () => {
  test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
  const postgres = await startPostgres();
  const settings = {
    DATABASE_URL: await postgres.createDatabase("limits"),
    APP_SECRET: randomBytes(32).toString("base64url"),
    CONNECTS_PER_MINUTE: "10",
  };
  const root = join(import.meta.dirname, "..");
  execFileSync(process.execPath, ["--conditions=react-server", "lib/migrate.ts"], {
    cwd: root,
    env: { ...process.env, ...settings },
  });
  const apps = await Promise.all([startApp(settings), startApp(settings)]);
  for (const app of apps) expect(await health(app), app.log()).toBe(200);
  expect(passed(await begins(apps, 20))).toBe(10);
  const rows = await (apps[0] as App).sql(`SELECT key FROM "RateLimit"`);
  expect(rows.map(({ key }) => key)).toEqual([expect.stringMatching(/^too_many_connects:[0-9a-f]{12}$/)]);
  for (const app of apps) await app.stop();
  postgres.stop();
});

test("who looks at the keys too often sees them, but the provider is not asked", async ({ newVisitor }) => {
  const app = await startApp({ MESSAGES_PER_MINUTE: "3" });
  expect(await health(app), app.log()).toBe(200);
  const page = await newVisitor(app);
  await connect(page);
  for (let look = 0; look < 3; look++) await page.goto("/keys");
  await expect(page.getByText("Working.")).toBeVisible();
  const asked = () => app.provider.calls.filter(({ path }) => path.endsWith("/key")).length;
  const before = asked();
  await page.reload();
  await expect(page.getByText("Not checked.")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Your key is still stored here, unchanged.");
  expect(asked()).toBe(before);
  await page.goto("about:blank");
  await app.stop();
});

test("a user who sends too many messages is asked to wait; another is not", async ({ newVisitor }) => {
  const app = await startApp({ MESSAGES_PER_MINUTE: "3" });
  expect(await health(app), app.log()).toBe(200);
  for (const _ of ["one", "another"]) {
    const page = await newVisitor(app);
    await connect(page);
    const data = { stream: false, messages: [{ role: "user", content: "Hello!" }] };
    const ask = () => page.request.post("/api/chat", { data, headers: { origin: app.url } });
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(answers.map((answer) => answer.status())).toEqual([200, 200, 200, 429]);
    const last = answers[3];
    const seconds = Number(last?.headers()["retry-after"]);
    expect(await last?.json()).toMatchObject({
      error: { code: "too_many_messages", retryAfter: seconds },
    });
    await page.goto("about:blank");
  }
  expect(app.provider.chats).toHaveLength(6);
  await app.stop();
});
