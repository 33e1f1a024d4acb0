// What the relay does with the session of whoever sends a message.
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { connect } from "./person.ts";

const post = (page: Page, app: App, data: object, params: Record<string, string> = {}) =>
  page.request.post("/api/chat", { params, data, headers: { origin: app.url } });
const message = { stream: false, messages: [{ role: "user", content: "Hello" }] };

/** The person who connected last: their session and their connection. */
const latest = async (app: App) => {
  const rows = await app.sql(
    `SELECT c.id, s."idHash" FROM "Connection" c JOIN "Session" s USING ("userId") ORDER BY c."createdAt" DESC`,
  );
  return { id: String(rows[0]?.id), idHash: rows[0]?.idHash };
};

test("a message notes that its sender is here, and asks the provider first", async ({ page, app }) => {
  await connect(page);
  const { idHash } = await latest(app);
  const away = async () => {
    const [row] = await app.sql(
      `SELECT extract(epoch FROM now() - "lastSeenAt") AS away FROM "Session" WHERE "idHash" = $1`,
      [idHash],
    );
    return Number(row?.away);
  };
  await app.sql(`UPDATE "Session" SET "lastSeenAt" = now() - interval '6 minutes' WHERE "idHash" = $1`, [
    idHash,
  ]);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.provider.misbehave("/chat/completions", () => held);
  const answer = post(page, app, message);
  await expect.poll(() => app.provider.chats.length).toBe(1);
  expect(await away(), "nobody waits for the note").toBeGreaterThan(300);
  release();
  expect((await answer).status()).toBe(200);
  await expect.poll(away).toBeLessThan(60);
});

test("a session that is over sends nothing, and what it posts is not read", async ({ page, app }) => {
  await connect(page);
  const { id, idHash } = await latest(app);
  const limits = { lastSeenAt: "25 hours", createdAt: "169 hours" };
  for (const [column, age] of Object.entries(limits)) {
    const set = (interval: string) =>
      app.sql(`UPDATE "Session" SET "${column}" = now() - $2::interval WHERE "idHash" = $1`, [
        idHash,
        interval,
      ]);
    await set(age);
    for (const params of [{}, { connection: id }, { connection: "x" }])
      for (const data of [message, { messages: "unread" }]) {
        const answer = await post(page, app, data, params as Record<string, string>);
        expect([answer.status(), (await answer.json()).error.code]).toEqual([401, "not_connected"]);
      }
    await set("1 minute");
    expect((await post(page, app, message, { connection: id })).status()).toBe(200);
  }
  expect(app.provider.chats).toHaveLength(Object.keys(limits).length);
});
