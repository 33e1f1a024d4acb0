// Bent callbacks: only a state with its own cookie spends an attempt, and nobody is sent elsewhere. See `npm run fuzz`.
import { createHash } from "node:crypto";
import { nextCallback } from "../lib/cli/fuzz/callbacks.ts";
import { must, Random, runs, SEED } from "../lib/cli/fuzz/random.ts";
import { type App, expect, test } from "./app.ts";
import { client } from "./fuzz/http.ts";
import { Jar } from "./jar.ts";

const RUNS = runs(10_000);

/** The name of an attempt's cookie. */
const nameOf = (state: string) =>
  `modelgates-transaction-${createHash("sha256").update(state).digest("base64url").slice(0, 16)}`;

/** An attempt in flight, its cookie as a header has it, and how its browser comes back with a code that works. */
async function begin(app: App) {
  const jar = new Jar(app);
  const attempt = await jar.start();
  const finish = async () => jar.get((await jar.decide(attempt)).href);
  return { state: attempt.state, cookie: jar.header, finish };
}

test(`${RUNS} bent callbacks: no exchange without a valid pair, no way off this origin, nothing breaks`, async ({
  app,
}) => {
  test.setTimeout(60_000 + RUNS * 30);
  console.log(`seed ${SEED}`);
  const random = new Random("callbacks");
  const { send, each, close } = client(app.url);
  const { provider } = app;

  // Two attempts in one browser. One that was spent, by its own state, gives way to a new one.
  const live = [await begin(app), await begin(app)] as const;
  const pool = [...live] as [(typeof live)[0], (typeof live)[0]];
  const renew = async (state: string) => {
    const place = pool.findIndex((attempt) => attempt.state === state);
    if (place >= 0) pool[place] = await begin(app);
  };

  let read = 0;
  const exchanged = new Set<string>();
  const isExchanged = (code: string) => {
    for (; read < provider.calls.length; read++)
      exchanged.add(String(provider.calls[read]?.body.code).trim());
    return exchanged.has(code);
  };
  const counts: Record<string, number> = {};
  await each(RUNS, (index) => {
    const [own, other] = random.once(2) ? pool : ([pool[1], pool[0]] as const);
    const held = { states: [own.state, other.state], cookies: [own.cookie, other.cookie] } as const;
    const code = `made-up-${index}-`;
    const callback = nextCallback(random, held, code);
    return async () => {
      const { status, headers } = await send(callback);
      must(status < 500, `${status}`, callback);
      const { location = "", "set-cookie": cookies = [] } = headers;
      if (location) must(new URL(location, app.url).origin === app.url, `sent to ${location}`, callback);
      if (isExchanged(code)) must(callback.exchanges, "exchanged", callback);
      // Whose cookie goes must have been named; a session never begins.
      const named = new URLSearchParams(callback.path.split("?").slice(1).join("?"));
      const names = [...named.getAll("transaction"), ...named.getAll("state")].map(nameOf);
      for (const cookie of cookies.filter((cookie) => !cookie.startsWith("modelgates-transcript=")))
        must(
          names.some((name) => cookie.startsWith(`${name}=;`)),
          `set ${cookie}`,
          callback,
        );
      const outcome = /[?&]problem=(\w+)/.exec(location)?.[1] ?? String(status);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (callback.spends) await renew(callback.spends);
    };
  });
  console.log({ exchanged: exchanged.size, ...counts });
  expect(exchanged.size, "valid pairs were among them").toBeGreaterThan(RUNS / 100);
  const kinds = ["unknown_transaction", "malformed", "refused", "denied", "provider_error", "replayed"];
  if (RUNS >= 5000) expect(Object.keys(counts)).toEqual(expect.arrayContaining(kinds));

  // The attempts that were not spent have come through all of it.
  for (const attempt of pool) expect((await attempt.finish()).location).toBe(`${app.url}/chat`);
  close();
});
