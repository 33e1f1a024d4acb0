// A database that dies on the way, before the exchange or after it: what is told, and what is not done.

import { execFileSync } from "node:child_process";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type App, expect, health, startApp, test } from "./app.ts";
import { apiKeyFor, callbackOf, Jar, newcomer, problemOf, takeAnyCode } from "./jar.ts";
import { type Postgres, skipWithoutPostgres, startPostgres } from "./postgres.ts";

test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");

/** A line to a PostgreSQL server that can be cut, and be there again. */
async function line(database: URL) {
  const ends = new Set<Socket>();
  let open = true;
  const server = createServer((here) => {
    const there = connect(Number(database.port), database.hostname);
    for (const socket of [here, there]) {
      ends.add(socket.on("error", () => {}));
      socket.on("close", () => [here, there].map((each) => each.destroy() && ends.delete(each)));
    }
    if (!open) return here.destroy();
    here.pipe(there).pipe(here);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = new URL(database);
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    open = false;
    for (const socket of ends) socket.destroy();
  };
  const mend = () => {
    open = true;
  };
  return { url: url.href, cut, mend, stop: () => [cut(), server.close()] };
}

let postgres: Postgres;
let app: App;
let database: Awaited<ReturnType<typeof line>>;
test.beforeAll(async () => {
  postgres = await startPostgres();
  const direct = await postgres.createDatabase("bad_database");
  database = await line(new URL(direct));
  const root = join(import.meta.dirname, "..");
  const settings = {
    APP_SECRET: "",
    APP_URL: "http://localhost:3000",
    MODELGATES_URL: "sandbox",
    DATABASE_URL: direct,
  };
  settings.APP_SECRET = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const migrate = ["--conditions=react-server", join(root, "lib/migrate.ts")];
  execFileSync(process.execPath, migrate, {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: "ignore",
  });
  app = await startApp({ DATABASE_URL: database.url });
  expect(await health(app), app.log()).toBe(200);
});
test.beforeEach(() => {
  app.provider.reset();
  takeAnyCode(app);
});
test.afterAll(async () => {
  await app?.stop();
  database?.stop();
  postgres?.stop();
});

const connections = async () => Number((await app.sql(`SELECT count(*) FROM "Connection"`))[0]?.count);

test("dead before the exchange: no key is made, and the next attempt finds it alive again", async () => {
  const jar = new Jar(app);
  const callback = callbackOf(await jar.start(), { code: "before" }).href;
  database.cut();
  const answer = await jar.get(callback);
  database.mend();
  expect(problemOf(answer)).toBe("storage_down");
  expect(app.provider.exchanges).toEqual([]);
  await expect(async () => void (await newcomer(app, "alive"))).toPass();
});

test("dead after the exchange: the person is told of a key at the provider, the log of no key at all", async () => {
  app.provider.misbehave("/auth/keys", (response) => {
    database.cut();
    const answer = JSON.stringify({ key: apiKeyFor("orphan"), user_id: null });
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  const jar = new Jar(app);
  const answer = await jar.get(callbackOf(await jar.start(), { code: "orphan" }).href);
  expect(problemOf(answer)).toBe("not_stored");
  expect(answer.setCookies.join()).not.toContain("modelgates-session=Fe26");
  expect(app.provider.exchanges).toHaveLength(1);
  database.mend();
  const page = await (await fetch(`${app.url}/?problem=not_stored`)).text();
  expect(page).toContain("The key may still be in your key list at ModelGates");
  expect(app.log()).toContain("not_stored");
  expect(app.log()).not.toContain(apiKeyFor("orphan"));
  takeAnyCode(app);
  const before = await connections();
  await expect(async () => void (await newcomer(app, "alive-again"))).toPass();
  expect(await connections()).toBe(before + 1);
});
