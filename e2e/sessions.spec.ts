// One browser's session through what may happen to it: an answer that is lost, two connects at once, a hand in the database.
import { type App, expect, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";
import { tails } from "./owned.ts";

/** Somebody new with one key. */
async function newcomer(app: App): Promise<Jar> {
  const jar = new Jar(app);
  await jar.get(callbackOf(await jar.start(), { code: "first" }).href);
  await jar.get("/chat");
  return jar;
}

/** The callback's answer on its way: the app is done, and the browser has not got it. */
async function comeBack(jar: Jar, code: string) {
  const { pathname, search } = callbackOf(await jar.start(), { code });
  return jar.ask("GET", pathname + search);
}

const NOBODY = "/?problem=not_connected";

test("who never gets the callback's answer keeps every key, and the old id ends with the next", async ({
  app,
}) => {
  takeAnyCode(app);
  const jar = await newcomer(app);
  await comeBack(jar, "lost"); // the connection broke: nothing is kept of it
  expect(await tails(jar)).toHaveLength(2);
  const before = new Jar(app).with(jar.cookies);
  await jar.get(callbackOf(await jar.start(), { code: "again" }).href);
  expect(await tails(jar)).toHaveLength(3);
  expect((await before.get("/keys")).location).toBe(NOBODY);
});

test("signing out ends what two connects at once made of one session", async ({ app }) => {
  takeAnyCode(app);
  const jar = await newcomer(app);
  const one = await comeBack(jar, "one");
  const two = await comeBack(jar, "two");
  const other = new Jar(app).with(jar.cookies);
  other.keep(two);
  jar.keep(one);
  expect(await tails(jar)).toHaveLength(3);
  await jar.post("/auth/sign-out");
  expect((await other.get("/keys")).location).toBe(NOBODY);
});

test("ending the other sessions makes this one no younger", async ({ app }) => {
  takeAnyCode(app);
  const jar = await newcomer(app);
  const [row] = await app.sql(
    `UPDATE "Session" SET "createdAt" = now() - interval '6 days' WHERE "createdAt" = (SELECT max("createdAt") FROM "Session")
     RETURNING "createdAt", "userId"`,
  );
  expect((await jar.post("/auth/sign-out/others")).location).toContain("notice=signed_out_others");
  const after = await app.sql(`SELECT "createdAt" FROM "Session" WHERE "userId" = $1`, [row?.userId]);
  expect(after).toEqual([{ createdAt: row?.createdAt }]);
  expect(await tails(jar)).toHaveLength(1);
});

test("a session that somebody points at another user in the database is nobody's", async ({ app }) => {
  takeAnyCode(app);
  const [victim, attacker] = [await newcomer(app), await newcomer(app)];
  const users = await app.sql(`SELECT id FROM "User" ORDER BY "createdAt" DESC LIMIT 2`);
  const [own, other] = users.map(({ id }) => id);
  await app.sql(`UPDATE "Session" SET "userId" = $1 WHERE "userId" = $2`, [other, own]);
  expect((await attacker.get("/keys")).location).toBe(NOBODY);
  const json = { "content-type": "application/json", origin: app.url };
  const chat = JSON.stringify({ messages: [{ role: "user", content: "Hello" }] });
  expect((await attacker.ask("POST", "/api/chat", json, chat)).status).toBe(401);
  expect(await tails(victim)).toHaveLength(1);
});
