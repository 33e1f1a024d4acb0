// What many stored rows cost: one app with few in its database, one with many, and the same requests to both in turn, so that
// whatever else runs here slows both alike. LOAD=long is the form of `npm run load`.
import { randomBytes } from "node:crypto";
import { migrate } from "../lib/migrate.ts";
import { type App, expect, health, startApp, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";
import { median } from "./load/crowd.ts";
import { type Line, tell } from "./load/table.ts";
import { skipWithoutPostgres, startPostgres } from "./postgres.ts";

const LONG = process.env.LOAD === "long";
/** Connections of one user. Ten is what the page shows at once, and what the app with few has: its ratio is the noise. */
const PAGE = 10;
const SIZES = LONG ? [PAGE, 100, 1000, 10_000] : [30_000];
const USERS = 100_000;
const ROUNDS = LONG ? 100 : 20;
/** How much longer many may take than few. In short, and beside others, a median is worth less. */
const MOST = LONG ? 1.2 : 2;

interface Person {
  app: App;
  jar: Jar;
}

/** An app whose provider answers at once, and one person with as many connections as a page shows. */
async function begin(settings: Record<string, string>): Promise<Person> {
  const app = await startApp(settings, "/growth");
  expect(await health(app), app.log()).toBe(200);
  takeAnyCode(app);
  const answers = {
    "/key": { data: { usage: 0 } },
    "/chat/completions": { model: "load/model", choices: [{ message: { content: "Hello." } }] },
  };
  for (const [path, answer] of Object.entries(answers))
    app.provider.misbehave(path, (response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer)),
    );
  const jar = new Jar(app);
  for (let i = 0; i < PAGE; i++) await jar.get(callbackOf(await jar.start(), { code: `code-${i}` }).href);
  return { app, jar };
}

/** Gives the one user so many connections. The new ones are older: never opened here, so what is sealed in them is no matter. */
const growUser = ({ app }: Person, size: number) =>
  app.sql(
    `INSERT INTO "Connection" (id, "userId", origin, "sealedApiKey", tail, "createdAt", "chosenAt")
     SELECT gen_random_uuid(), "userId", origin, "sealedApiKey", tail, past, past
     FROM (SELECT * FROM "Connection" ORDER BY "createdAt" LIMIT 1) AS one,
       generate_series(1, $1 - (SELECT count(*) FROM "Connection")) AS n,
       LATERAL (SELECT now() - interval '1 day' - n * interval '1 minute') AS moment (past)`,
    [size],
  );

/** Others, each with a session and a connection. */
const addUsers = ({ app }: Person, count: number) =>
  app.sql(
    `WITH added AS (INSERT INTO "User" (id) SELECT gen_random_uuid() FROM generate_series(1, $1) RETURNING id),
     sessions AS (INSERT INTO "Session" ("idHash", "userId") SELECT id::text, id FROM added)
     INSERT INTO "Connection" (id, "userId", origin, "sealedApiKey", tail)
     SELECT gen_random_uuid(), added.id, origin, "sealedApiKey", tail
     FROM added, (SELECT * FROM "Connection" LIMIT 1) AS one`,
    [count],
  );

const MESSAGE = JSON.stringify({ stream: false, messages: [{ role: "user", content: "Hello!" }] });
const REQUESTS: Record<string, (person: Person) => Promise<{ status: number }>> = {
  "a message": ({ app, jar }) =>
    jar.ask("POST", "/api/chat", { origin: app.url, "content-type": "application/json" }, MESSAGE),
  "the page of keys": ({ jar }) => jar.ask("GET", "/keys"),
};

/** Each request to both in turn. @returns how long many take, in times of what few take */
async function compare(what: string, few: Person, many: Person): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [name, send] of Object.entries(REQUESTS)) {
    const took = new Map<Person, number[]>([few, many].map((person) => [person, []]));
    for (let round = -10; round < ROUNDS; round++)
      for (const [person, times] of took) {
        const began = performance.now();
        expect((await send(person)).status).toBe(200);
        if (round >= 0) times.push(performance.now() - began); // the first ones warm up
      }
    const [one = 0, other = 0] = [...took.values()].map(median);
    lines.push({ label: `${what}: ${name}, ms`, found: other });
    lines.push({ label: `${what}: ${name}, over few`, found: other / one, most: MOST });
  }
  return lines;
}

/** Both apps, from their start to their end. */
async function onBoth(settings: Record<string, string>[], act: (few: Person, many: Person) => Promise<void>) {
  test.setTimeout(LONG ? 900_000 : 180_000);
  const [few, many] = await Promise.all([begin(settings[0] ?? {}), begin(settings[1] ?? {})]);
  await act(few, many);
  for (const { app } of [few, many]) await app.stop();
}

async function growing(few: Person, many: Person): Promise<Line[]> {
  const lines: Line[] = [];
  for (const size of SIZES) {
    await growUser(many, size);
    lines.push(...(await compare(`${size} connections`, few, many)));
  }
  return lines;
}

test("growth: on the embedded database, a user with many connections waits as long as one with few", () =>
  onBoth([], async (few, many) => tell("growth, embedded", await growing(few, many))));

async function onPostgres(): Promise<void> {
  test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
  const postgres = await startPostgres();
  const APP_SECRET = randomBytes(32).toString("base64url");
  const settings = await Promise.all(
    ["few", "many"].map(async (name) => ({ APP_SECRET, DATABASE_URL: await postgres.createDatabase(name) })),
  );
  for (const { DATABASE_URL } of settings) await migrate({ connectionString: DATABASE_URL });
  await onBoth(settings, async (few, many) => {
    const lines = await growing(few, many);
    await addUsers(many, USERS);
    tell("growth, PostgreSQL", [...lines, ...(await compare(`and ${USERS} users`, few, many))]);
  });
  postgres.stop();
}
if (LONG) test("growth: on PostgreSQL too, and beside many users", onPostgres);
