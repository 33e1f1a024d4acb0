// A database that is slow, stuck, full, read-only or gone: whoever waits is answered in time, no code is exchanged without its
// claim, and once the database is well again so is the app.
import pg from "pg";
import { migrate } from "../lib/migrate.ts";
import { sha256 } from "../lib/pkce.ts";
import { type App, expect, health, startApp, test } from "./app.ts";
import { type Attempt, apiKeyFor, callbackOf, Jar, takeAnyCode } from "./jar.ts";
import { type Line, lineTo } from "./line.ts";
import { type Postgres, skipWithoutPostgres, startPostgres } from "./postgres.ts";
import { answerAtOnce } from "./relay.ts";

test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
test.describe.configure({ mode: "default" }); // one server and one app for all of it

/** Milliseconds: five for a connection and five for an answer, and one for a busy machine. */
const IN_TIME = 11_000;
const DATABASE = "bad_database";

let postgres: Postgres;
let app: App;
let direct: string;
let line: Line;
test.beforeAll(async () => {
  postgres = await startPostgres();
  direct = await postgres.createDatabase(DATABASE);
  await migrate({ connectionString: direct });
  line = await lineTo(new URL(direct));
  app = await startApp({ DATABASE_URL: line.url });
  expect(await health(app), app.log()).toBe(200);
});
test.beforeEach(() => {
  app.provider.reset();
  takeAnyCode(app);
  app.provider.misbehave("/auth/keys", (response, call) => {
    const { code } = call.body;
    call.answer = JSON.stringify({ key: apiKeyFor(code), user_id: null });
    void isClaimed(code).then((claimed) => {
      if (!claimed) unclaimed.push(code);
      response.writeHead(200, { "content-type": "application/json" }).end(call.answer);
    });
  });
  answerAtOnce(app);
});
test.afterEach(() => {
  expect(unclaimed, "exchanged without a claim that others see").toEqual([]);
  expect(app.log()).not.toMatch(/unhandled|uncaught/i);
});
test.afterAll(async () => {
  await app?.stop();
  line?.stop();
  postgres?.stop();
});

/** Asks the database itself, past the line. */
async function ask(text: string, values?: unknown[]) {
  const client = new pg.Client(direct);
  await client.connect();
  const { rows } = await client.query(text, values).finally(() => client.end());
  return rows;
}

/** The state of each return; its place in the list is its code. */
const states: string[] = [];
/** The codes that were exchanged while nobody else could see that they were claimed. */
const unclaimed: unknown[] = [];

async function isClaimed(code: unknown): Promise<boolean> {
  const hash = sha256(states[Number(code)] ?? "");
  return (await ask(`SELECT FROM "SpentTransaction" WHERE "stateHash" = $1`, [hash])).length === 1;
}

const comeBack = (jar: Jar, attempt: Attempt) =>
  jar.get(callbackOf(attempt, { code: String(states.push(attempt.state) - 1) }).href);

/** Somebody new, all the way. @throws {Error} when it does not work */
async function connect(): Promise<Jar> {
  const jar = new Jar(app);
  const { location } = await comeBack(jar, await jar.start());
  expect(location).toBe(`${app.url}/chat`);
  return jar;
}

const message = JSON.stringify({ stream: false, messages: [{ role: "user", content: "Hello!" }] });
const chat = (jar: Jar) =>
  jar.ask("POST", "/api/chat", { origin: app.url, "content-type": "application/json" }, message);

/** What `act` comes to, which must not take long. */
async function inTime<T>(act: Promise<T>): Promise<T> {
  const began = Date.now();
  const outcome = await act;
  expect(Date.now() - began).toBeLessThan(IN_TIME);
  return outcome;
}

const expectRecovery = () =>
  expect(async () => {
    expect((await new Jar(app).get("/api/health")).status).toBe(200);
    expect((await chat(await connect())).status).toBe(200);
  }).toPass({ timeout: 10_000 });

/** Each makes the database bad, and returns how to mend it. */
const BAD: Record<string, () => Promise<() => unknown>> = {
  gone: async () => {
    line.be("cut");
    return () => line.be("good");
  },
  stuck: async () => {
    line.be("held");
    return () => line.be("good");
  },
  "read-only": async () => {
    const set = (how: string) =>
      ask(`BEGIN READ WRITE; ALTER DATABASE ${DATABASE} ${how}; COMMIT;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${DATABASE}' AND pid <> pg_backend_pid()`);
    await set("SET default_transaction_read_only = on");
    return () => set("RESET default_transaction_read_only");
  },
  locked: async () => {
    const other = new pg.Client(direct);
    await other.connect();
    await other.query(`BEGIN; LOCK TABLE "Session", "Connection", "RateLimit", "SpentTransaction"`);
    return async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = '${DATABASE}' AND wait_event_type = 'Lock'`;
      expect(await ask(waiting), "statements that go on though nobody waits for them").toEqual([]);
      await other.end();
    };
  },
};

for (const [how, spoil] of Object.entries(BAD))
  test(`${how}: more than the pool can take are refused in time and in words, no code is exchanged`, async () => {
    const jar = await connect();
    const newcomers = [new Jar(app), new Jar(app)];
    const attempts = await Promise.all(newcomers.map((newcomer) => newcomer.start()));
    const before = app.provider.exchanges.length;
    const mend = await spoil();
    try {
      const [{ status }, returns, answers, page] = await Promise.all([
        inTime(new Jar(app).get("/api/health")),
        Promise.all(attempts.map((attempt, n) => inTime(comeBack(newcomers[n] ?? jar, attempt)))),
        Promise.all(Array.from({ length: 12 }, () => inTime(chat(jar)))),
        inTime(new Jar(app).get("/?problem=storage_down")),
      ]);
      if (how === "gone" || how === "stuck") expect(status).toBe(503);
      for (const { location } of returns) expect(location).toContain("/?problem=storage_down&ref=");
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(answer.body).toContain("This app cannot answer just now.");
      }
      expect(page.body).toContain("database is not answering");
      expect(app.provider.exchanges).toHaveLength(before);
      expect(app.provider.chats).toHaveLength(0);
    } finally {
      await mend();
    }
    await expectRecovery();
  });

test("slow, 200 ms for each round trip: everything works", async () => {
  const jar = new Jar(app);
  line.be("slow");
  try {
    await inTime(jar.start().then((attempt) => comeBack(jar, attempt)));
    expect((await inTime(chat(jar))).status).toBe(200);
  } finally {
    line.be("good");
  }
});

/** The line dies, at once or by falling silent, when the claim is on its way: nobody knows whether it was written. */
async function dieAtClaim(condition: "cut" | "held") {
  const jar = new Jar(app);
  const attempt = await jar.start();
  line.beAt('INSERT INTO "public"."SpentTransaction"', condition);
  const { location } = await inTime(comeBack(jar, attempt));
  line.be("good");
  expect(location).toContain("/?problem=storage_down");
  expect(app.provider.exchanges).toEqual([]);
  await expectRecovery();
}

test("dead before the exchange: no key is made, and the next attempt finds it alive again", () =>
  dieAtClaim("cut"));
test("silent before the exchange: no key is made either", () => dieAtClaim("held"));

/** The same in the middle of the database transaction that stores the key. */
async function dieAtStoring(condition: "cut" | "held") {
  const jar = new Jar(app);
  const attempt = await jar.start();
  line.beAt('INSERT INTO "public"."Session"', condition);
  const answer = await inTime(comeBack(jar, attempt));
  expect(answer.location).toContain("/?problem=not_stored");
  expect(answer.setCookies.join()).not.toContain("modelgates-session=Fe26");
  const { body } = await jar.get("/?problem=not_stored");
  expect(body).toContain("The key may still be in your key list at ModelGates");
  expect(app.log()).toContain("not_stored");
  expect(app.log()).not.toContain("sk-mg-");
  line.be("good");
  await expectRecovery();
}

test("dead after the exchange: the person is told of a key at the provider, the log of no key at all", () =>
  dieAtStoring("cut"));

// With the driver's own timeout the next claim would be part of the database transaction that was left open.
test("silent after the exchange: told the same, and the next claim is seen by everybody", () =>
  dieAtStoring("held"));
