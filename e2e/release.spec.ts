// What ships: it starts or says why not, keeps its secrets, and stays small.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, health, startApp, test } from "./app.ts";
import { findLeaks, grep } from "./canaries.ts";
import { catchCallback, complete, connect, connectAnother } from "./person.ts";

test("a faulty configuration stops the start, with every fault and no value", async () => {
  const app = await startApp({
    APP_URL: "http://hunter2.example",
    APP_SECRET: "hunter2",
    MODELGATES_URL: "",
  });
  expect(await app.exited).not.toBe(0);
  expect(app.log()).toContain("APP_URL: must be");
  expect(app.log()).toContain("APP_SECRET: every value needs 32 random bytes");
  expect(app.log()).not.toContain("hunter2");
  await app.stop();
});

/** What is there to be looked at with the embedded database alone. */
const inFolder = (database: string) =>
  test.skip(database === "postgresql", "The data is in no folder of the app's.");

test("a second app on the same data is refused, and the first is unharmed", async ({ app, database }) => {
  inFolder(database);
  const second = await startApp({ DATA_DIR: app.dataDir });
  expect(await second.exited).not.toBe(0);
  expect(second.log()).toMatch(/in use by process \d+ on \S+\. Stop that process, or set DATA_DIR/);
  await second.stop();
  expect(await (await fetch(`${app.url}/api/health`)).json()).toEqual({ ok: true });
});

test("the data folder is private", async ({ app, database }) => {
  inFolder(database);
  expect(statSync(app.dataDir).mode & 0o077).toBe(0);
  const lock = readdirSync(app.dataDir).find((name) => name.startsWith("lock.")) ?? "";
  expect(statSync(join(app.dataDir, lock)).mode & 0o077).toBe(0);
});

test("without its database the app says so, and makes no key it could not store", async ({
  newVisitor,
  app: well,
}) => {
  const app = await startApp({
    DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none",
    APP_SECRET: well.secret,
  });
  expect(await health(app)).toBe(503);
  expect(await (await fetch(`${app.url}/api/health`)).json()).toEqual({ ok: false });
  const page = await newVisitor(app);
  await page.goto(app.url);
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await expect(page).toHaveURL(/\/\?problem=storage_down&ref=/);
  // An attempt that began while the database was up: cookies know no port.
  await page.goto(well.url);
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await page.goto((await catchCallback(page)).replace(well.url, app.url));
  await expect(page).toHaveURL(/\/\?problem=storage_down&ref=[0-9a-f]{12}$/);
  await expect(page.getByText("Nothing was exchanged, so no key was made.")).toBeVisible();
  expect([...app.provider.exchanges, ...well.provider.exchanges]).toHaveLength(0);
  const reference = new URL(page.url()).searchParams.get("ref") ?? "";
  await expect(page.getByRole("alert").first()).toContainText(`quote reference ${reference}`);
  const lines = app.log().split("\n");
  const [failed] = lines.filter((line) => line.includes(reference));
  expect(JSON.parse(failed ?? "{}")).toMatchObject({ event: "connect_failed", problem: "storage_down" });
  const swept = lines.filter((line) => line.includes("sweep"));
  expect(swept).toHaveLength(1);
  expect(swept[0]).toContain('"event":"sweep_failed","error":"PrismaClientKnownRequestError"}');
  await app.stop();
});

test("no apiKey, verifier, code or secret in any answer of the app, its log or its data", async ({
  page,
  app,
  database,
}) => {
  inFolder(database);
  await connect(page);
  await page.getByRole("button", { name: "Who holds my key right now?" }).click();
  await complete(page);
  await page.goto("/keys/new");
  await page.getByRole("button", { name: "Make the key" }).click();
  await page
    .getByText(/^Disconnect:/)
    .first()
    .click();
  await page.getByRole("button", { name: "Delete the key here" }).first().click();
  await expect(page.getByText("Disconnected.")).toBeVisible();
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  const spoiled = new URL(await catchCallback(page));
  spoiled.searchParams.set("code", "refused_code_0123456789");
  await page.goto(spoiled.href);
  await connectAnother(page, "Third");
  expect(app.provider.secrets.length).toBeGreaterThanOrEqual(8);

  // Every app that any test started is searched like this when it stops.
  const places = app.places();
  expect(await findLeaks(places, app.provider.secrets, [app.secret])).toEqual([]);
  // The search can see. The provider's user id, a note in clear, is in the data; a cookie's name is in an answer; and a state
  // of an attempt, which it knows out of a sealed cookie, would be found in the log.
  const { user_id } = JSON.parse(app.provider.exchanges.at(-1)?.answer ?? "{}");
  const canaries = { data: user_id, answers: "modelgates-session" };
  for (const [place, canary] of Object.entries(canaries)) {
    const found = await findLeaks(places, [canary], [app.secret]);
    expect(
      found.some((path) => path.startsWith(`${places.scratch}/${place}`)),
      place,
    ).toBe(true);
  }
  const told = { ...places, log: `state=${spoiled.searchParams.get("state")}` };
  expect(await findLeaks(told, [], [app.secret])).toEqual([`${places.scratch}/log`]);

  const talk = "Who holds my key";
  expect(grep(places.scratch, [talk], [app.dataDir]), "the server keeps no conversation").toEqual([]);
  expect(app.log()).not.toContain(talk);
});

/** Kilobytes of JavaScript that a page may ask for, gzipped. */
const LIMITS = { "/": 140, "/chat": 160 };
const WITH_MARKDOWN = 225;

/** Counts the scripts that the page asks for. */
function weigh(page: Page) {
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  return async (what: string, limit: number) => {
    await page.waitForLoadState("networkidle");
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 6 }).byteLength);
    const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1024;
    console.log(
      `${what}: ${kilobytes.toFixed(1)} KB gzipped JavaScript in ${sizes.length} files, limit ${limit} KB`,
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(kilobytes).toBeLessThanOrEqual(limit);
    return sizes.length;
  };
}

for (const [path, limit] of Object.entries(LIMITS)) {
  test(`JavaScript of ${path} stays within ${limit} KB gzipped`, async ({ page: first, context }) => {
    await connect(first);
    const page = await context.newPage();
    const expectLight = weigh(page);
    await page.goto(path);
    const files = await expectLight(path, limit);
    if (path !== "/chat") return;

    await page.getByRole("button", { name: /table, with code/ }).click();
    await complete(page);
    await expect(page.getByRole("table")).toBeVisible();
    await expect(page.locator("pre [class^=hljs]").first()).toBeVisible();
    const all = await expectLight("/chat with markdown and highlighting", WITH_MARKDOWN);
    expect(all).toBeGreaterThan(files);
  });
}
