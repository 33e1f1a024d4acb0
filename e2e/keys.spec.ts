// The page of keys: several connections, how each one is, and what can be done with it.
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { approve, catchCallback, connect, connectAnother, item, send } from "./person.ts";

/** The apiKeys that the app received, in order. */
const received = (app: App): string[] =>
  app.provider.exchanges.map(({ answer }) => JSON.parse(answer).key as string);
const names = (page: Page) => page.getByRole("main").getByRole("listitem").getByRole("heading");
const complete = (page: Page) =>
  expect(page.getByRole("status")).toHaveText("The answer is complete.", { timeout: 30_000 });

test("several connections: the name travels, the chat uses the one that is chosen", async ({ page, app }) => {
  await connect(page);
  await page.goto("/keys");
  await page.getByLabel("Name of the key").fill("Work & play");
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await expect(page.getByText("Work & play")).toBeVisible(); // asked for by that name
  await approve(page);
  await expect(names(page)).toHaveText(["Work & play", "Unnamed key"]);
  await expect(item(page, "Work & play")).toContainText("The chat uses this one");

  await item(page, "Unnamed key").getByRole("button", { name: "Use in the chat" }).click();
  await expect(item(page, "Unnamed key")).toContainText("The chat uses this one");
  await page.goto("/chat");
  await send(page, "Hello!");
  await complete(page);
  const [first = "", second = ""] = received(app);
  expect(app.provider.chats.at(-1)?.headers.authorization).toBe(`Bearer ${first}`);
  await page.goto("/keys");
  await expect(item(page, "Unnamed key")).not.toContainText("not yet");
  await expect(item(page, "Work & play")).toContainText("Last usednot yet");

  // A chat that is open keeps to the key it names, whatever is chosen elsewhere meanwhile.
  await page.goto("/chat");
  const other = await page.context().newPage();
  await other.goto("/keys");
  await item(other, "Work & play").getByRole("button", { name: "Use in the chat" }).click();
  await expect(item(other, "Work & play")).toContainText("The chat uses this one");
  await send(page, "Hello again!");
  await complete(page);
  expect(app.provider.chats.at(-1)?.headers.authorization).toBe(`Bearer ${first}`);
  await page.reload();
  await expect(page.getByText(`“Work & play” ending in ${second.slice(-4)}`)).toBeVisible();
});

test("two tabs that come back at the same moment leave all connections to one person", async ({
  context,
  page,
  app,
}) => {
  await connect(page);
  const callbacks: string[] = [];
  for (let i = 0; i < 3; i++) {
    await page.goto("/keys");
    await page.getByRole("button", { name: "Connect ModelGates" }).click();
    callbacks.push(await catchCallback(page));
  }
  const met = Promise.withResolvers<void>();
  app.provider.misbehave("/auth/keys", () => {
    if (app.provider.exchanges.length === 1 + callbacks.length) met.resolve();
    return met.promise; // all are under way before the first is through
  });
  const answers = await Promise.all(callbacks.map((url) => context.request.get(url, { maxRedirects: 0 })));
  for (const answer of answers) expect(answer.headers().location).toBe(`${app.url}/keys`);
  await page.goto("/keys");
  await expect(names(page)).toHaveCount(4);
});

test("a new name is kept, here alone", async ({ page }) => {
  await connect(page);
  await connectAnother(page, "Before");
  await item(page, "Before").getByText("Rename").click();
  await item(page, "Before").getByLabel("Name, in this app alone").fill("<b>After</b>");
  await item(page, "Before").getByRole("button", { name: "Save the name" }).click();
  await expect(names(page)).toHaveText(["<b>After</b>", "Unnamed key"]);
});

test("disconnect deletes the key here, and leads to where it lives on", async ({ page, app }) => {
  await connect(page);
  await connectAnother(page, "Second");
  const [, second = ""] = received(app);
  const ids = [item(page, "Second"), item(page, "Unnamed key")].map((row) => row.getAttribute("id"));
  const left = async () =>
    app.sql(`SELECT id FROM "Connection" WHERE id = ANY ($1)`, [await Promise.all(ids)]);
  await item(page, "Second").getByText("Disconnect").click();
  await expect(item(page, "Second")).toContainText("the key still exists, and works for whoever has it");
  const url = `${app.provider.url}/keys/${createHash("sha256").update(second).digest("hex")}`;
  await expect(item(page, "Second").getByRole("link", { name: "open this key" })).toHaveAttribute(
    "href",
    url,
  );
  await item(page, "Second").getByRole("button", { name: "Delete the key here" }).click();
  await expect(page.getByRole("status")).toContainText("At ModelGates it still exists");
  await expect(page.getByRole("link", { name: "delete it there too" })).toHaveAttribute("href", url);
  await expect(names(page)).toHaveText(["Unnamed key"]);
  await expect(page.getByText("The chat uses this one")).toHaveCount(1);
  expect(await left()).toEqual([{ id: await ids[1] }]);
});

test.describe("a dead key", () => {
  test.use({ expectedErrors: /status of 401/ });

  test("a 401 in the chat marks it everywhere, and reconnecting keeps draft, place and name", async ({
    page,
    app,
  }) => {
    await connect(page);
    await connectAnother(page, "Mine");
    await connectAnother(page, "Youngest");
    await item(page, "Mine").getByRole("button", { name: "Use in the chat" }).click();
    await page.goto("/chat");
    // Deleted at the provider while the chat was open.
    for (const path of ["/chat/completions", "/key"])
      app.provider.misbehave(path, (response) =>
        response.writeHead(401).end('{"error":{"code":401,"message":"User not found."}}'),
      );
    await send(page, "Do not lose this.");
    const notice = page.getByRole("main").getByRole("alert");
    await expect(notice).toContainText("no longer accepts your key");
    const calls = app.provider.chats.length;
    await page.getByRole("button", { name: "Send" }).click();
    await expect(notice).toContainText("no longer accepts your key");
    expect(app.provider.chats, "it is not tried again").toHaveLength(calls);
    app.provider.misbehave("/chat/completions", undefined);
    app.provider.misbehave("/key", undefined);

    const elsewhere = await page.context().newPage();
    await elsewhere.goto("/");
    await expect(elsewhere.getByText("no longer accepts your key")).toBeVisible();
    await elsewhere.goto("/chat");
    await expect(elsewhere.getByRole("main").getByRole("alert")).toContainText("no longer accepts your key");
    const [before] = await app.sql(
      `SELECT * FROM "Connection" WHERE label = 'Mine' AND "refusedAt" IS NOT NULL`,
    );

    await page.getByRole("textbox", { name: "Message" }).fill("Do not lose this, either.");
    await notice.getByRole("button", { name: "Reconnect" }).click();
    await approve(page);
    await expect(page).toHaveURL("/chat");
    await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("Do not lose this, either.");
    await page.getByRole("button", { name: "Send" }).click();
    await complete(page);
    await page.reload();
    await expect(page.getByRole("textbox", { name: "Message" }), "sent is sent").toHaveValue("");

    await page.goto("/keys");
    await expect(names(page)).toHaveText(["Youngest", "Mine", "Unnamed key"]);
    await expect(item(page, "Mine")).toContainText("Working.");
    const rows = await app.sql(`SELECT * FROM "Connection" WHERE id = $1`, [before?.id]);
    expect(rows).toMatchObject([{ label: "Mine", createdAt: before?.createdAt, refusedAt: null }]);
    expect(rows[0]?.sealedApiKey).not.toBe(before?.sealedApiKey);
    const old = await app.sql(`SELECT FROM "Connection" WHERE "sealedApiKey" = $1`, [before?.sealedApiKey]);
    expect(old, "the old ciphertext is gone").toHaveLength(0);
  });

  test("the page notices a dead key by itself, and one that came back to life", async ({ page, app }) => {
    await connect(page);
    await connectAnother(page, "Gone", "revoked");
    await page.reload();
    await expect(item(page, "Gone")).toContainText("Broken.");
    await expect(item(page, "Gone").getByRole("button", { name: "Use in the chat" })).toHaveCount(0);
    await expect(item(page, "Unnamed key")).toContainText("Working.");

    app.provider.misbehave("/key", (response) => response.writeHead(401).end());
    await page.reload();
    await expect(page.getByText("Broken.")).toHaveCount(2);
    app.provider.misbehave("/key", undefined);
    await page.reload();
    await expect(item(page, "Unnamed key")).toContainText("Working.");
  });

  test("a late 401 to the key before says nothing of the one after", async ({ page, context, app }) => {
    await connect(page);
    const late = Promise.withResolvers<ServerResponse>();
    app.provider.misbehave("/chat/completions", late.resolve);
    await send(page, "Hello?");
    const response = await late.promise;
    const other = await context.newPage();
    app.provider.misbehave("/key", (answer) => answer.writeHead(401).end());
    await other.goto("/keys");
    app.provider.misbehave("/key", undefined);
    await other.getByRole("button", { name: "Reconnect" }).click();
    await approve(other);
    await expect(item(other, "Unnamed key")).toContainText("Working.");
    response.writeHead(401).end();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("no longer accepts your key");
    const rows = await app.sql(`SELECT "refusedAt" FROM "Connection" ORDER BY "connectedAt" DESC LIMIT 1`);
    expect(rows).toEqual([{ refusedAt: null }]);
    app.provider.misbehave("/chat/completions", undefined);
    await page.getByRole("button", { name: "Send" }).click();
    await complete(page);
  });

  test("an expired key is never sent, to any operation", async ({ page, app }) => {
    await connect(page);
    await page.goto("/keys");
    await expect(page.getByText("Working.")).toBeVisible();
    const [key = ""] = received(app);
    await app.sql(`UPDATE "Connection" SET "expiresAt" = now() WHERE tail = $1`, [key.slice(-4)]);
    const before = app.provider.calls.length;
    await page.reload();
    await expect(item(page, "Unnamed key")).toContainText("Expired.");
    await page.goto("/chat");
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Your key has expired.");
    await send(page, "Hello?");
    await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("Hello?");
    await page.goto("/keys/new");
    await page.getByRole("button", { name: "Make the key" }).click();
    await expect(page.getByRole("alert").first()).toContainText("Your key has expired.");
    expect(app.provider.calls).toHaveLength(before);
    await page.goto("/keys");
    await page.getByRole("button", { name: "Reconnect" }).click();
    await approve(page);
    await expect(item(page, "Unnamed key")).toContainText("Working.");
  });
});

for (const [how, status] of [
  ["silent", 0],
  ["down", 500],
] as const) {
  test(`a provider that is ${how} leaves the page usable, and it says so`, async ({ page, app }) => {
    await connect(page);
    await connectAnother(page, "Second");
    app.provider.misbehave("/key", (response) => void (status && response.writeHead(status).end("<html>")));
    await page.reload();
    await expect(page.getByRole("status")).toContainText(
      "ModelGates did not answer as it should, or not in time.",
    );
    await expect(page.getByText("Not checked.")).toHaveCount(2);
    await item(page, "Unnamed key").getByRole("button", { name: "Use in the chat" }).click();
    await expect(item(page, "Unnamed key")).toContainText("The chat uses this one");
    app.provider.misbehave("/key", undefined);
    await page.getByRole("link", { name: "Ask again" }).click();
    await expect(page.getByText("Working.")).toHaveCount(2);
  });
}

test("an end that no database takes leaves the page usable, too", async ({ page, app }) => {
  await connect(page);
  for (const end of ["0000-06-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]) {
    const data = { limit: null, limit_remaining: null, usage: 0, expires_at: end };
    app.provider.misbehave("/key", (response) => response.end(JSON.stringify({ data })));
    await page.goto("/keys");
    await expect(page.getByText("Not checked.")).toBeVisible();
  }
});

test("a long list has pages, and a change on one leads back to it", async ({ page, app }) => {
  await connect(page);
  const [user] = await app.sql(`SELECT "userId" FROM "Connection" ORDER BY "createdAt" DESC LIMIT 1`);
  await app.sql(
    `INSERT INTO "Connection" (id, "userId", origin, "sealedApiKey", tail, label, "createdAt", "chosenAt")
     SELECT gen_random_uuid(), $1, 'sandbox', 'v1.x.y', 'abcd', 'Old ' || n, now() - n * interval '1 day', 'epoch'
     FROM generate_series(1, 24) n`,
    [user?.userId],
  );
  const seen: string[] = [];
  await page.goto("/keys");
  for (;;) {
    seen.push(...(await names(page).allTextContents()));
    const older = page.getByRole("link", { name: "Older keys" });
    if (!(await older.isVisible())) break;
    await older.click();
    await expect(names(page).first()).not.toHaveText(seen.at(-10) ?? "");
  }
  const all = ["Unnamed key", ...Array.from({ length: 24 }, (_, n) => `Old ${n + 1}`)];
  expect(seen).toEqual(all);
  await expect(item(page, "Old 24")).toContainText("Unreadable.");

  await item(page, "Old 24").getByText("Rename").click();
  await item(page, "Old 24").getByLabel("Name, in this app alone").fill("Oldest");
  await item(page, "Old 24").getByRole("button", { name: "Save the name" }).click();
  await expect(page).toHaveURL(/\?page=3#/);
  await expect(names(page).last()).toHaveText("Oldest");
  for (const odd of ["0", "-1", "1e9", "x", "99999999999999999999", "999999"]) {
    const response = await page.goto(`/keys?page=${odd}`);
    expect(response?.status(), odd).toBe(200);
  }
});

test.describe("on a phone in Tokyo", () => {
  test.use({ viewport: { width: 320, height: 640 }, timezoneId: "Asia/Tokyo", locale: "en-GB" });

  test("the longest name fits everywhere, and times are the reader's own", async ({ page, app }) => {
    const longest = "W".repeat(100);
    await connect(page);
    await connectAnother(page, longest);
    for (const path of ["/", "/chat", "/keys", "/keys/new"]) {
      await page.goto(path);
      await expect(page.getByText(longest).first()).toBeVisible();
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(excess, path).toBe(0);
    }
    await app.sql(`UPDATE "Connection" SET "connectedAt" = '2026-01-01T20:00:00Z' WHERE label = $1`, [
      longest,
    ]);
    await page.goto("/keys");
    await expect(item(page, longest).getByText("2 Jan 2026, 05:00")).toBeVisible();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("every form works", async ({ page, app }) => {
    await connect(page);
    await connectAnother(page, "Second");
    await item(page, "Unnamed key").getByRole("button", { name: "Use in the chat" }).click();
    await expect(item(page, "Unnamed key")).toContainText("The chat uses this one");
    await item(page, "Unnamed key").getByText("Rename").click();
    await item(page, "Unnamed key").getByLabel("Name, in this app alone").fill("First");
    await item(page, "Unnamed key").getByRole("button", { name: "Save the name" }).click();
    await item(page, "First").getByRole("link", { name: "Make a limited key" }).click();
    await page.getByLabel("Name").fill("Third");
    await page.getByRole("button", { name: "Make the key" }).click();
    await expect(names(page)).toHaveText(["Third", "Second", "First"]);
    await app.sql(`UPDATE "Connection" SET "expiresAt" = now() WHERE label = 'Second'`);
    await page.goto("/keys");
    await item(page, "Second").getByRole("button", { name: "Reconnect" }).click();
    await approve(page);
    await expect(item(page, "Second")).toContainText("Working.");
    await item(page, "Second").getByText("Disconnect").click();
    await item(page, "Second").getByRole("button", { name: "Delete the key here" }).click();
    await expect(names(page)).toHaveText(["Third", "First"]);
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expect(page.getByRole("status")).toContainText("Every other session of yours is over.");
    await page.getByText("Forget me").click();
    await page.getByRole("button", { name: "Delete everything here" }).click();
    await expect(page.getByRole("status")).toContainText("Forgotten.");
  });
});
