// Connecting, as a person does it.
import { createHash } from "node:crypto";
import { expect, test } from "./app.ts";
import { approve, catchCallback, connect, connectAnother, expectSignedOut, start } from "./person.ts";

test("a person connects, and comes back to a clean address with a session", async ({
  page,
  context,
  app,
}) => {
  await start(page);
  const authorize = new URL(page.url());
  await approve(page);
  await expect(page).toHaveURL("/chat");

  const [exchange] = app.provider.exchanges;
  expect(app.provider.exchanges).toHaveLength(1);
  expect(Object.keys(exchange?.body ?? {}).sort()).toEqual([
    "code",
    "code_challenge_method",
    "code_verifier",
  ]);
  expect(exchange?.headers).not.toHaveProperty("authorization");
  expect(exchange?.headers).not.toHaveProperty("cookie");
  const hash = createHash("sha256").update(String(exchange?.body.code_verifier)).digest("base64url");
  expect(authorize.searchParams.get("code_challenge")).toBe(hash);
  expect(authorize.searchParams.get("code_challenge_method")).toBe("S256");

  const [cookie, ...others] = await context.cookies(app.url);
  expect(others).toMatchObject([{ name: "modelgates-transcript" }]); // the transaction's is gone
  expect(cookie).toMatchObject({ name: "modelgates-session", httpOnly: true, sameSite: "Lax", path: "/" });
  await page.goto("/");
  await expect(page.getByText(/Connected with the key ending in \w{4} from the sandbox/)).toBeVisible();
});

test("a person who denies gets no key, and may try again", async ({ page, app }) => {
  await start(page);
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page).toHaveURL("/?problem=denied");
  await expect(page.getByRole("alert").first()).toContainText("You chose Deny at ModelGates.");
  expect(app.provider.exchanges).toHaveLength(0);
  await connect(page);
});

for (const order of ["first", "last"]) {
  test(`of two tabs, the one opened ${order} may finish first`, async ({ context, app }) => {
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) await start(tab);
    for (const tab of order === "first" ? tabs : tabs.toReversed()) {
      await approve(tab);
      await expect(tab).toHaveURL("/chat");
    }
    expect(app.provider.exchanges).toHaveLength(2);
    expect(new Set(app.provider.exchanges.map(({ body }) => body.code_verifier)).size).toBe(2);
  });
}

test("a sixth attempt pushes out the oldest, and the newest five all finish", async ({
  context,
  page,
  app,
}) => {
  const callbacks: string[] = [];
  for (let i = 0; i < 6; i++) {
    await start(page);
    callbacks.push(await catchCallback(page));
  }
  expect(await context.cookies(app.url)).toHaveLength(5);
  const [oldest = "", ...newest] = callbacks;
  for (const url of newest) {
    await page.goto(url);
    await expect(page).toHaveURL("/chat");
  }
  await page.goto(oldest);
  await expect(page).toHaveURL("/?problem=unknown_transaction");
});

test("sign-out kills the cookie's copies", async ({ page, context, app }) => {
  await connect(page);
  const copy = await context.cookies(app.url);
  await page.goto("/");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("status")).toContainText("Signed out.");
  expect(await context.cookies(app.url)).toEqual([]);
  await context.addCookies(copy);
  await expectSignedOut(page);
});

test("connecting renews the session: a planted id is worth nothing afterwards", async ({
  page,
  context,
  app,
}) => {
  await connect(page);
  const before = await context.cookies(app.url);
  await connectAnother(page, "Second");
  const after = await context.cookies(app.url);
  expect(after[0]?.value).not.toBe(before[0]?.value);
  await context.addCookies(before);
  await expectSignedOut(page);
});
