// The page of keys: several connections, how each one is, and what can be done with it.
import { createHash } from "node:crypto";
import { expect, test } from "./app.ts";
import {
  approve,
  catchCallback,
  complete,
  connect,
  connectAnother,
  item,
  names,
  rename,
  send,
} from "./person.ts";

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
  const [first = "", second = ""] = app.provider.apiKeys;
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
  await rename(page, "Before", "<b>After</b>");
  await expect(names(page)).toHaveText(["<b>After</b>", "Unnamed key"]);
});

test("disconnect deletes the key here, and leads to where it lives on", async ({ page, app }) => {
  await connect(page);
  await connectAnother(page, "Second");
  const [, second = ""] = app.provider.apiKeys;
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
    app.provider.misbehave("/key", (response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data })),
    );
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

  await rename(page, "Old 24", "Oldest");
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
    await rename(page, "Unnamed key", "First");
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
