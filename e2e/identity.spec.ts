// What a provider says of a person is a note: it signs nobody in, and merges nobody.
import { expect, test } from "./app.ts";
import { callbackOf, Jar, plain, takeAnyCode } from "./jar.ts";
import { count, tails } from "./owned.ts";

test("the same provider account in two browsers, or two in one, merges nobody", async ({ app }) => {
  takeAnyCode(app, { user_id: "user_same" });
  const [a, b] = [new Jar(app), new Jar(app)];
  await a.get(callbackOf(await a.start(), { code: "a" }).href);
  await b.get(callbackOf(await b.start(), { code: "b" }).href);
  const owners = await app.sql(
    `SELECT DISTINCT "userId" FROM "Connection" WHERE "providerUserId" = 'user_same'`,
  );
  expect(owners).toHaveLength(2);
  const [mine, theirs] = [await tails(a), await tails(b)];
  expect([mine.length, theirs.length]).toEqual([1, 1]);
  expect(mine).not.toEqual(theirs);

  takeAnyCode(app, { user_id: "user_other" });
  await a.get(callbackOf(await a.start(), { code: "c" }).href);
  const rows = await app.sql(`SELECT "userId", count(*)::int AS n FROM "Connection"
    WHERE "providerUserId" IN ('user_same', 'user_other') GROUP BY "userId" ORDER BY n`);
  expect(rows.map(({ n }) => n)).toEqual([1, 2]);
  expect(await tails(b)).toEqual(theirs);
});

test("a hundred people without a provider's user id are a hundred users", async ({ app }) => {
  takeAnyCode(app);
  const before = await count(app);
  const began = new Date();
  const people = Array.from({ length: 100 }, () => new Jar(app));
  await Promise.all(
    people.map(async (jar, i) => jar.get(callbackOf(await jar.start(), { code: `null-${i}` }).href)),
  );
  const after = await count(app);
  const more = { users: 100, sessions: 100, connections: 100 };
  for (const [table, n] of Object.entries(more))
    expect(after[table as keyof typeof more] - before[table as keyof typeof more], table).toBe(n);
  expect(
    await app.sql(
      `SELECT "userId" FROM "Connection" WHERE "createdAt" >= $1 GROUP BY "userId" HAVING count(*) > 1`,
      [began],
    ),
  ).toEqual([]);
  expect(new Set(people.map(({ session }) => session)).size).toBe(100);
  const seen = await Promise.all(people.slice(0, 10).map(tails));
  expect(seen.map(({ length }) => length)).toEqual(Array(10).fill(1));
  expect(new Set(seen.flat()).size).toBe(10);
});

test("a user id that is none is refused: no session, and no row", async ({ app }) => {
  const variants = [
    7,
    0,
    1.5,
    true,
    {},
    { $ne: null },
    [],
    ["user"],
    "",
    " ",
    "user\n1",
    "user\u0000",
    "usér",
    "u".repeat(257),
    "u".repeat(10_240),
  ];
  const before = await count(app);
  for (const user_id of variants) {
    takeAnyCode(app, { user_id });
    const jar = new Jar(app);
    const answer = await jar.get(callbackOf(await jar.start(), { code: "odd" }).href);
    const where = plain(answer.location);
    expect(where, JSON.stringify(user_id).slice(0, 40)).toBe(`${app.url}/?problem=exchange_failed`);
    expect([...jar.cookies.keys()], "what the inspector shows").toEqual(["modelgates-transcript"]);
  }
  expect(await count(app)).toEqual(before);
});
