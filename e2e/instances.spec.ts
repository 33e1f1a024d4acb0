// Several instances behind one address: what one has seen, the others know; what one began, only its like may end.
import { randomBytes } from "node:crypto";
import { migrate } from "../lib/migrate.ts";
import { type App, expect, health, startApp, test } from "./app.ts";
import { type Answer, callbackOf, challengeOf, Jar, takeAnyCode } from "./jar.ts";
import { skipWithoutPostgres, startPostgres } from "./postgres.ts";

const secret = () => randomBytes(32).toString("base64url");

test("of twenty identical callbacks at once, over two instances, one is exchanged and one key stored", async () => {
  test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
  const postgres = await startPostgres();
  const DATABASE_URL = await postgres.createDatabase("connect");
  await migrate({ connectionString: DATABASE_URL });
  const shared = { DATABASE_URL, APP_SECRET: secret() };
  const one = await startApp(shared);
  const two = await startApp({ ...shared, MODELGATES_URL: one.provider.url });
  for (const app of [one, two]) expect(await health(app), app.log()).toBe(200);
  takeAnyCode(one);
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
  for (const app of [one, two]) await app.stop();
  postgres.stop();
});

const isWinner = ({ location }: Answer) => !location.includes("problem=");

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
