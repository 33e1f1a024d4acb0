// A key that works no more: marked everywhere, never sent in vain, and connected anew in its place.
import type { ServerResponse } from "node:http";
import { expect, test } from "./app.ts";
import { approve, complete, connect, connectAnother, item, names, send } from "./person.ts";

test.use({ expectedErrors: /status of 401/ });

test("a 401 in the chat marks it everywhere, and reconnecting keeps draft, place and name", async ({
  page,
  app,
}) => {
  await connect(page);
  await connectAnother(page, "Mine");
  await connectAnother(page, "Youngest");
  await item(page, "Mine").getByRole("button", { name: "Use in the chat" }).click();
  await expect(item(page, "Mine")).toContainText("The chat uses this one");
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
  await send(page, "Nor this.");
  await expect(page.getByRole("listitem").last()).toContainText("Nor this.");
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
  await expect(page.getByRole("list", { name: "Conversation" })).toContainText("Do not lose this.");
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
  await send(page, "Hello again?");
  await complete(page);
});

test("an expired key is never sent, to any operation", async ({ page, app }) => {
  await connect(page);
  await page.goto("/keys");
  await expect(page.getByText("Working.")).toBeVisible();
  const [key = ""] = app.provider.apiKeys;
  await app.sql(`UPDATE "Connection" SET "expiresAt" = now() WHERE tail = $1`, [key.slice(-4)]);
  const before = app.provider.calls.length;
  await page.reload();
  await expect(item(page, "Unnamed key")).toContainText("Expired.");
  await page.goto("/chat");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Your key has expired.");
  await send(page, "Hello?");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Your message is kept above");
  await page.goto("/keys/new");
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Your key has expired.");
  expect(app.provider.calls).toHaveLength(before);
  await page.goto("/keys");
  await page.getByRole("button", { name: "Reconnect" }).click();
  await approve(page);
  await expect(item(page, "Unnamed key")).toContainText("Working.");
});
