// Bent cookies: none opens, none breaks anything. FUZZ_RUNS and FUZZ_SEED: see `npm run fuzz`.
import { createHash, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { sealData } from "iron-session";
import { mutate } from "../lib/cli/fuzz/mutate.ts";
import { must, Random, runs, SEED } from "../lib/cli/fuzz/random.ts";
import { isSpelling, readValues } from "../lib/cli/fuzz/seals.ts";
import { type App, expect, test } from "./app.ts";
import { type Ask, client, wire } from "./fuzz/http.ts";

const RUNS = runs(20_000);
const SESSION = "modelgates-session";
const token = () => randomBytes(32).toString("base64url");
const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The harness knows this instance's secret, so it can make seals of any kind, under any purpose's subkey. */
const sealer =
  (app: App) =>
  (subkey: string, purpose: string, payload: object, age = 0) =>
    sealData(
      { ...payload, purpose, iat: Date.now() / 1000 - age },
      {
        password: Buffer.from(hkdfSync("sha256", app.secret, "", subkey, 32)).toString("base64url"),
        ttl: 1e6,
      },
    );

async function sessions(app: App): Promise<[string, ...string[]]> {
  const userId = randomUUID();
  await app.sql(`INSERT INTO "User" (id) VALUES ($1)`, [userId]);
  const ids = [token(), token(), token()] as const;
  for (const id of ids)
    await app.sql(`INSERT INTO "Session" ("idHash", "userId") VALUES ($1, $2)`, [sha256(id), userId]);
  const seal = sealer(app);
  const [first = "", ...more] = await Promise.all(
    ids.map((id) => seal("session", "session", { id, userId })),
  );
  return [first, ...more];
}

test(`${RUNS} bent session and transaction cookies: nobody is let in, no code is exchanged, nothing breaks`, async ({
  app,
}) => {
  test.setTimeout(60_000 + RUNS * 20);
  console.log(`seed ${SEED}`);
  const random = new Random("cookies");
  const { send, each, close } = client(app.url);
  const seal = sealer(app);
  const genuine = await sessions(app);
  const states = [token(), token(), token(), token()] as const;
  const attempt = (state: string) => ({ state, verifier: token(), provider: "sandbox", returnTo: "/chat" });
  // All but one are too late: whatever opens them is told so, and spends nothing.
  const transactions = await Promise.all(
    states.map((state, index) =>
      seal("transaction", "transaction", attempt(state), index === 0 ? 0 : 601 + index),
    ),
  );
  // Real seals that must never do: of the other purpose under either subkey, of another state, from the future.
  const foreign = await Promise.all([
    seal("session", "transaction", attempt(states[0])),
    seal("transaction", "session", { id: token(), userId: randomUUID() }),
    seal("vault", "session", { id: token(), userId: randomUUID() }),
    seal("transaction", "transaction", attempt(token())),
    seal("session", "session", { id: token(), userId: randomUUID() }, -120),
    seal("session", "session", { id: { toString: "x" }, userId: randomUUID() }),
    seal("session", "session", { id: token() }), // as they were once
  ]);
  const all = [genuine[0], ...genuine.slice(1), ...transactions, ...foreign] as const;

  const asSession = (cookie: string): Ask => ({
    path: random.once(200) ? random.pick(["/", "/chat", "/keys"]) : "/api/models",
    headers: { cookie: wire(`${SESSION}=${cookie}`) },
  });
  const asTransaction = (cookie: string): Ask => {
    const state = random.pick(states);
    const name = `modelgates-transaction-${sha256(state).slice(0, 16)}`;
    return {
      path: `/auth/callback?transaction=${state}&state=${state}&code=made-up`,
      headers: { cookie: wire(`${name}=${cookie}`) },
    };
  };
  const counts = { refused: 0, spelt: 0 };
  await each(RUNS, (index) => {
    const toSession = random.once(2);
    // Whole seals of the other kind are tried as they are, too.
    const cookie = random.once(50) ? random.pick(all) : mutate(random, all, "*", 15_000);
    const ask = toSession ? asSession(cookie) : asTransaction(cookie);
    return async () => {
      const { status, headers, body } = await send(ask);
      const input = { index, ...ask };
      must(status < 500, `${status}`, input);
      const location = headers.location ?? "";
      const opened = toSession
        ? status === 200 && ask.path === "/api/models"
        : status === 303 && !/problem=(unknown_transaction|replayed|interrupted)$/.test(location);
      if (!opened) counts.refused++;
      if (!opened || status === 431) return;
      // What a seal's MAC covers is all there, byte for byte: another spelling of a genuine one is no forgery.
      const values = readValues(ask.headers?.cookie ?? "");
      const known = toSession ? genuine : transactions;
      const holds = values.some((value) => known.some((seal) => isSpelling(value, seal)));
      must(holds, `let in: ${location || body.slice(0, 80)}`, input);
      counts.spelt++;
    };
  });
  console.log(counts);
  expect(app.provider.exchanges.length, "one for each genuine attempt at most").toBeLessThanOrEqual(
    states.length,
  );
  expect(counts.refused).toBeGreaterThan(RUNS * 0.9);

  // All the while the genuine ones would have done.
  for (const cookie of genuine)
    expect((await send({ path: "/api/models", headers: { cookie: `${SESSION}=${cookie}` } })).status).toBe(
      200,
    );
  close();
});
