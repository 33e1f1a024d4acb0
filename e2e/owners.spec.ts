// Whose key it is: two people never meet, by any id in any route, and a ciphertext opens for its owner alone.
import { globSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { APIResponse, Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { approve, connect, connectAnother, item, names, rename } from "./person.ts";

type Ask = (page: Page, id: string) => Promise<APIResponse>;
const form =
  (path: string, more: Record<string, string> = {}): Ask =>
  (page, id) => {
    const origin = new URL(page.url()).origin;
    return page.request.post(path, {
      form: { connection: id, ...more },
      headers: { origin },
      maxRedirects: 0,
    });
  };
const attempt = "a".repeat(43);

/** What a thief could do with somebody else's id, at every address of the app that takes one. */
const WITH_ID: Record<string, Ask> = {
  "/api/chat": (page, connection) =>
    page.request.post("/api/chat", {
      params: { connection },
      data: { messages: [{ role: "user", content: "Hello" }] },
      headers: { origin: new URL(page.url()).origin },
    }),
  "/keys/use": form("/keys/use"),
  "/keys/rename": form("/keys/rename", { key_label: "Mine now" }),
  "/keys/disconnect": form("/keys/disconnect"),
  "/keys/mint": form("/keys/mint", { attempt, limit: "1", reset: "", key_label: "", expires: "" }),
  "/keys/new": (page, id) => page.request.get(`/keys/new?connection=${id}`, { maxRedirects: 0 }),
};
/** With a test of its own below: the id takes effect at the callback. */
const AT_CALLBACK = ["/auth/connect", "/auth/callback"];
const WITHOUT_ID = [
  "/",
  "/api/health",
  "/api/models",
  "/api/reports",
  "/api/unknown",
  "/auth/forget",
  "/auth/sign-out",
  "/auth/sign-out/others",
  "/chat",
  "/inspect",
  "/keys",
];

test("these are all the routes there are", () => {
  const files = globSync("app/**/{page.tsx,route.ts}", { cwd: join(import.meta.dirname, "..") });
  const routes = files
    .map((file) => dirname(file).split(sep).slice(1).join("/"))
    .filter((route) => !route.startsWith("sandbox") && !route.startsWith("learn")); // the same for everybody
  const known = [...Object.keys(WITH_ID), ...AT_CALLBACK, ...WITHOUT_ID];
  expect(routes.map((route) => `/${route}`).sort()).toEqual(known.sort());
});

test("two people never see each other's connections, by any id in any route", async ({
  page,
  newVisitor,
  app,
}) => {
  await connect(page);
  await connectAnother(page, "Hers");
  const id = (await item(page, "Hers").getAttribute("id")) ?? "";
  const thief = await newVisitor();
  await connect(thief);
  await thief.goto("/keys");
  await expect(thief.getByText("Hers")).toHaveCount(0);
  await thief.waitForLoadState("networkidle");
  const row = () => app.sql(`SELECT * FROM "Connection" WHERE id = $1`, [id]);
  const before = await row();
  const calls = app.provider.calls.length;

  for (const victim of [
    id,
    id.toUpperCase(),
    "",
    "x",
    "null",
    `${id}'--`,
    "00000000-0000-0000-0000-000000000000",
  ])
    for (const [route, ask] of Object.entries(WITH_ID)) {
      const answer = await ask(thief, victim);
      const said = `${answer.headers().location ?? ""} ${await answer.text()}`;
      expect(said, `${route} with ${victim}`).toContain("unknown_connection");
      expect(said).not.toContain("Hers");
    }
  expect(await row()).toEqual(before);
  expect(app.provider.calls, "nothing was sent").toHaveLength(calls);
  await page.reload();
  await expect(item(page, "Hers")).toContainText("The chat uses this one");
});

test("reconnecting somebody else's connection makes one of one's own", async ({ page, newVisitor, app }) => {
  await connect(page);
  await connectAnother(page, "Hers");
  const id = (await item(page, "Hers").getAttribute("id")) ?? "";
  const [before] = await app.sql(`SELECT * FROM "Connection" WHERE id = $1`, [id]);
  const thief = await newVisitor();
  for (const victim of [id, "x"]) {
    await thief.goto(victim === "x" ? "/keys" : "/");
    await thief.locator("form[action='/auth/connect']").evaluate((form, victim) => {
      form.append(Object.assign(document.createElement("input"), { name: "connection", value: victim }));
    }, victim);
    await thief.getByRole("button", { name: "Connect ModelGates" }).click();
    await approve(thief);
    await expect(thief).toHaveURL(victim === "x" ? "/keys" : "/chat");
  }
  await expect(names(thief)).toHaveText(["Unnamed key", "Unnamed key"]);
  const [after] = await app.sql(`SELECT * FROM "Connection" WHERE id = $1`, [id]);
  expect(after).toEqual(before);
});

test("a ciphertext copied to another row, user or provider does not open there", async ({
  page,
  newVisitor,
  app,
}) => {
  await connect(page);
  await connectAnother(page, "Second");
  const stranger = await newVisitor();
  await connect(stranger);
  await stranger.goto("/keys");
  await rename(stranger, "Unnamed key", "Theirs");
  const rows = await app.sql(
    `SELECT id, "userId", "sealedApiKey" AS sealed FROM "Connection" ORDER BY "createdAt"`,
  );
  const [first, second, theirs] = rows.slice(-3);

  /** What keeps the person from chatting on this connection; undefined while nothing does. */
  const obstacle = async (person: Page, row: typeof first) => {
    const answer = await WITH_ID["/api/chat"]?.(person, String(row?.id));
    return answer?.ok() ? undefined : (await answer?.json())?.error?.code;
  };
  const put = (row: typeof first, sealed: unknown) =>
    app.sql(`UPDATE "Connection" SET "sealedApiKey" = $2 WHERE id = $1`, [row?.id, sealed]);

  const people = [
    [page, first],
    [page, second],
    [stranger, theirs],
  ] as const;
  for (const [person, row] of people) expect(await obstacle(person, row)).toBeUndefined();
  await expect.poll(() => app.provider.chats.every(({ answer }) => answer.includes("[DONE]"))).toBe(true);
  const calls = app.provider.calls.length;
  let refused = 0;
  for (const [person, target] of people) {
    for (const [, source] of people) {
      if (source === target) continue;
      await put(target, source?.sealed);
      expect(await obstacle(person, target)).toBe("unreadable");
      refused++;
    }
    await put(target, target?.sealed);
  }
  expect(refused).toBe(6);
  // The row itself given to another user, and to another provider.
  await app.sql(`UPDATE "Connection" SET "userId" = $2 WHERE id = $1`, [first?.id, theirs?.userId]);
  expect(await obstacle(stranger, first)).toBe("unreadable");
  expect(await obstacle(page, first)).toBe("unknown_connection");
  await app.sql(`UPDATE "Connection" SET "userId" = $2, origin = 'https://modelgates.ai' WHERE id = $1`, [
    first?.id,
    first?.userId,
  ]);
  expect(await obstacle(page, first)).toBe("other_provider");
  expect(app.provider.calls, "no key was sent").toHaveLength(calls);

  await page.goto("/keys");
  await expect(item(page, "Unnamed key")).toContainText("From another provider.");
  await put(second, theirs?.sealed);
  await page.reload();
  await expect(item(page, "Second")).toContainText("Unreadable.");
  await item(page, "Second").getByRole("button", { name: "Reconnect" }).click();
  await approve(page);
  await expect(item(page, "Second")).toContainText("Working.");
});
