// The ways to leave: this session, the others, everything.
import { createHash, hkdfSync, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { sealData } from "iron-session";
import { type App, expect, test } from "./app.ts";
import { catchCallback, connect, connectAnother, expectSignedOut } from "./person.ts";

/**
 * One more session of whoever connected last, in another browser: as with a login that works on two devices.
 * @returns the user's id
 */
async function secondSession(app: App, page: Page): Promise<unknown> {
  const [row] = await app.sql(`SELECT "userId" FROM "Connection" ORDER BY "connectedAt" DESC LIMIT 1`);
  const id = randomBytes(32).toString("base64url");
  const idHash = createHash("sha256").update(id).digest("base64url");
  await app.sql(`INSERT INTO "Session" ("idHash", "userId") VALUES ($1, $2)`, [idHash, row?.userId]);
  const password = Buffer.from(hkdfSync("sha256", app.secret, "", "session", 32)).toString("base64url");
  const value = await sealData(
    { id, userId: row?.userId, purpose: "session", iat: Date.now() / 1000 },
    { password },
  );
  await page.context().addCookies([{ name: "modelgates-session", value, url: app.url }]);
  return row?.userId;
}

test("everywhere else ends the other sessions and the copies of this one, and this one stays", async ({
  page,
  context,
  newVisitor,
  app,
}) => {
  await connect(page);
  const [device, copy, bystander] = [await newVisitor(), await newVisitor(), await newVisitor()];
  await secondSession(app, device);
  await copy.context().addCookies(await context.cookies(app.url));
  await connect(bystander);
  for (const other of [device, copy]) {
    await other.goto("/keys");
    await expect(other.getByText("Working.")).toBeVisible();
  }
  await page.goto("/keys");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(page.getByRole("status")).toContainText("Every other session of yours is over.");
  await expect(page.getByText("Working.")).toBeVisible();
  await expectSignedOut(device);
  await expectSignedOut(copy);
  await bystander.reload();
  await expect(bystander).toHaveURL("/chat");
});

for (const [button, words] of [
  ["Sign out everywhere else", "Every other session of yours is over."],
  ["Sign out", "Signed out."],
] as const) {
  test(`${button}: a connect that a copied cookie has under way does not bring the session back`, async ({
    page,
    context,
    newVisitor,
    app,
  }) => {
    await connect(page);
    const thief = await newVisitor();
    await thief.context().addCookies(await context.cookies(app.url));
    await thief.goto("/keys");
    await thief.getByRole("button", { name: "Connect ModelGates" }).click();
    const callback = await catchCallback(thief);
    const [asked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    app.provider.misbehave("/auth/keys", () => {
      asked.resolve();
      return over.promise;
    });
    const back = thief.goto(callback);
    await asked.promise;
    await page.goto("/keys");
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByRole("status")).toContainText(words);
    over.resolve();
    await back;
    await expect(thief).toHaveURL(/\/\?problem=not_stored&ref=[0-9a-f]{12}$/);
    await expect(thief.getByRole("alert").first()).toContainText("delete it there");
    await expectSignedOut(thief);
  });
}

test("signing out leaves the key to a session that goes on; the last one takes it along", async ({
  page,
  newVisitor,
  app,
}) => {
  await connect(page);
  const device = await newVisitor();
  const userId = await secondSession(app, device);
  const rows = () => app.sql(`SELECT FROM "Connection" WHERE "userId" = $1`, [userId]);
  await page.goto("/");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("status")).toContainText("Signed out.");
  await device.goto("/keys");
  await expect(device.getByText("Working.")).toBeVisible();
  expect(await rows()).toHaveLength(1);
  await device.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(device.getByRole("status")).toContainText("Signed out.");
  expect(await rows()).toHaveLength(0);
});

test("forget me deletes all rows, ends all sessions, and clears the draft", async ({
  page,
  newVisitor,
  app,
}) => {
  await connect(page);
  await connectAnother(page, "Second");
  const device = await newVisitor();
  const userId = await secondSession(app, device);
  await page.goto("/chat");
  await page.getByRole("textbox", { name: "Message" }).fill("Private.");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("Private.");
  await page.goto("/keys");
  await page.getByText("Forget me").click();
  await page.getByRole("button", { name: "Delete everything here" }).click();
  await expect(page.getByRole("status")).toContainText("your keys live on until you delete them");
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(await page.context().cookies(app.url)).toEqual([]);
  for (const table of ["Connection", "Session"])
    expect(await app.sql(`SELECT FROM "${table}" WHERE "userId" = $1`, [userId])).toHaveLength(0);
  expect(await app.sql(`SELECT FROM "User" WHERE id = $1`, [userId])).toHaveLength(0);
  await expectSignedOut(device);
  await connect(page);
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("");
});
