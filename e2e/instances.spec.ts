// Several instances behind one address: what one has seen, the others know; what one began, only its like may end.
import { randomBytes } from "node:crypto";
import { migrate, readMigrations } from "../lib/migrate.ts";
import { type App, expect, health, startApp, test } from "./app.ts";
import { type Answer, callbackOf, challengeOf, Jar, takeAnyCode } from "./jar.ts";
import { type Postgres, skipWithoutPostgres, startPostgres } from "./postgres.ts";
import { answerAtOnce } from "./relay.ts";

const secret = () => randomBytes(32).toString("base64url");
const isWinner = ({ location }: Answer) => !location.includes("problem=");

const message = JSON.stringify({ stream: false, messages: [{ role: "user", content: "Hello!" }] });
const chat = (jar: Jar, { url }: App) =>
  jar.ask("POST", "/api/chat", { origin: url, "content-type": "application/json" }, message);

test.describe("two on one database", () => {
  test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
  test.describe.configure({ mode: "default" }); // one server and two instances for all of it
  let postgres: Postgres;
  let connectionString: string;
  let one: App;
  let two: App;
  test.beforeAll(async () => {
    postgres = await startPostgres();
    connectionString = await postgres.createDatabase("instances");
    await migrate({ connectionString });
    const shared = { DATABASE_URL: connectionString, APP_SECRET: secret() };
    one = await startApp(shared);
    two = await startApp({ ...shared, MODELGATES_URL: one.provider.url });
    for (const app of [one, two]) expect(await health(app), app.log()).toBe(200);
  });
  test.beforeEach(() => {
    one.provider.reset();
    takeAnyCode(one);
    answerAtOnce(one);
  });
  test.afterAll(async () => {
    for (const app of [one, two]) await app?.stop();
    postgres?.stop();
  });

  test("of twenty identical callbacks at once, over two instances, one is exchanged and one key stored", async () => {
    const rounds = 25;
    for (let round = 0; round < rounds; round++) {
      const jar = new Jar(one);
      const attempt = await jar.start();
      const { pathname, search } = callbackOf(attempt, { code: `round-${round}` });
      const on = (app: App) => new Jar(app).with(jar.cookies).ask("GET", pathname + search);
      const answers = await Promise.all(Array.from({ length: 10 }, () => [on(one), on(two)]).flat());
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(303));
      const places = answers.map(({ location }) => new URL(location).search);
      expect(places.filter((place) => place === "")).toHaveLength(1);
      expect(places.filter((place) => place === "?problem=replayed")).toHaveLength(19);
      const exchanged = one.provider.exchanges.filter(({ body }) => body.code === `round-${round}`);
      expect(exchanged.map(({ body }) => challengeOf(body.code_verifier))).toEqual([attempt.challenge]);
      // The session that the winner gave is good at both.
      for (const answer of answers) if (isWinner(answer)) jar.keep(answer);
      for (const app of [one, two])
        expect((await new Jar(app).with(jar.cookies).get("/keys")).status).toBe(200);
    }
    expect(await one.sql(`SELECT count(*)::int AS n FROM "Connection"`)).toEqual([{ n: rounds }]);
  });

  test("begun at one, ended at the other, good at both: and who signs out at one is signed out at both", async () => {
    for (const [first, second] of [
      [one, two],
      [two, one],
    ] as const) {
      const begun = new Jar(first);
      const { pathname, search } = callbackOf(await begun.start(), { code: "by-turns" });
      const ended = new Jar(second).with(begun.cookies);
      expect((await ended.get(pathname + search)).location).toBe(`${second.url}/chat`);
      const back = new Jar(first).with(ended.cookies);
      expect((await chat(back, first)).status).toBe(200);
      expect((await chat(ended, second)).status).toBe(200);
      const copy = new Jar(first).with(ended.cookies);
      expect((await back.post("/auth/sign-out")).status).toBe(303);
      expect((await chat(ended, second)).status).toBe(401);
      expect((await chat(copy, first)).status).toBe(401);
    }
  });

  // The new version migrates first, and the old one goes on until its turn comes.
  test("a newer schema that only adds: the instances of before connect, chat, list and forget as they did", async () => {
    const before = new Jar(one);
    await before.get(callbackOf(await before.start(), { code: "before" }).href);
    const sql = `
      ALTER TABLE "Connection" ADD COLUMN "colour" TEXT;
      ALTER TABLE "Session" ADD COLUMN "device" TEXT NOT NULL DEFAULT 'unknown';
      CREATE TABLE "Note" ("id" UUID PRIMARY KEY, "userId" UUID NOT NULL REFERENCES "User" ON DELETE CASCADE);
      CREATE INDEX "Connection_colour" ON "Connection" ("colour");`;
    const newer = [...readMigrations(), { name: "29991231000000_adds", sql }];
    let done = false;
    const migrated = migrate({ connectionString }, newer).finally(() => (done = true));
    do expect((await chat(before, one)).status).toBe(200);
    while (!done);
    expect(await migrated).toEqual(["29991231000000_adds"]);

    const after = new Jar(two);
    expect((await after.get(callbackOf(await after.start(), { code: "after" }).href)).location).toBe(
      `${two.url}/chat`,
    );
    for (const [jar, app] of [
      [before, one],
      [after, two],
    ] as const) {
      expect((await chat(jar, app)).status).toBe(200);
      const { status, body } = await jar.get("/keys");
      expect([status, body.includes("ending in")]).toEqual([200, true]);
      expect((await jar.post("/auth/forget")).status).toBe(303);
      expect((await chat(jar, app)).status).toBe(401);
    }
  });
});

test("an attempt that began at one provider is dead when the app is set to another", async ({ app }) => {
  const moved = await startApp({ APP_SECRET: app.secret }, "/gateway"); // no sandbox: another provider
  expect(await health(moved), moved.log()).toBe(200);
  for (const one of [app, moved]) takeAnyCode(one);
  const begun = async (at: App, code: string) => {
    const jar = new Jar(at);
    const { pathname, search } = callbackOf(await jar.start(), { code });
    return (other: App) => new Jar(other).with(jar.cookies).get(pathname + search);
  };
  const [here, there] = [await begun(app, "here"), await begun(moved, "there")];
  expect((await here(moved)).location).toBe(`${moved.url}/?problem=unknown_transaction`);
  expect((await there(app)).location).toBe(`${app.url}/?problem=unknown_transaction`);
  expect([...app.provider.exchanges, ...moved.provider.exchanges]).toEqual([]);
  // Each is good where it began: nothing else of it was wrong.
  expect((await here(app)).location).toBe(`${app.url}/chat`);
  expect((await there(moved)).location).toBe(`${moved.url}/chat`);
  await moved.stop();
});
