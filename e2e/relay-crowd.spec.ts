// Many at once at the relay: nobody hears another's answer, and nobody who has gone is worked for.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type App, expect, test } from "./app.ts";
import { apiKeyFor, newcomer, takeAnyCode } from "./jar.ts";
import { ask } from "./relay.ts";
import { EVENTS, piece } from "./speak.ts";

const CROWD = 200;
const WAVE = 50;

/** Does `act` for each of the crowd, as many at a time as a wave has. */
async function inWaves<T>(act: (n: number) => Promise<T>, wave = WAVE): Promise<T[]> {
  const done: T[] = [];
  for (let n = 0; n < CROWD; n += wave)
    done.push(...(await Promise.all(Array.from({ length: wave }, (_, i) => act(n + i)))));
  return done;
}

/** Pseudo-random numbers from 0 to 1, the same on each run (Lehmer). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Sends until it is no longer listened to. */
async function endless(response: ServerResponse, every = 5): Promise<void> {
  for (; !response.destroyed; await pause(every)) response.write(piece("more "));
}

const stillOpen = (app: App) => app.provider.chats.filter(({ dropped }) => !dropped).length;
const person = (n: number) => `person${String(n).padStart(3, "0")}`;
/** Enough of an apiKey to tell whose it is: no answer may hold a whole one. */
const tail = (apiKey = "") => apiKey.slice(-8);

let crowd: string[];
test.beforeAll(async ({ workerApp }) => {
  takeAnyCode(workerApp);
  crowd = await inWaves((n) => newcomer(workerApp, person(n)), 10);
});
test.beforeEach(({ app }) => takeAnyCode(app));

test("200 people at once: each is answered with their own words, paid with their own key", async ({
  app,
}) => {
  let waiting: (() => void)[] = [];
  // Everybody of a wave is connected before anybody is answered, and the answers then interleave.
  app.provider.misbehave("/chat/completions", async (response, { headers, body }) => {
    const [{ content = "" } = {}] = body.messages as { content?: string }[];
    const echo = `${tail(headers.authorization)} asked: ${content}`;
    response.writeHead(200, EVENTS).write(piece("Listen: "));
    const all = new Promise<void>((go) => waiting.push(go));
    if (waiting.length === WAVE) {
      for (const go of waiting) go();
      waiting = [];
    }
    await all;
    for (const word of echo.split(/(?<= )/)) {
      response.write(piece(word));
      await pause(1);
    }
    response.end("data: [DONE]\n\n");
    return new Promise(() => {}); // answered here, and not by the sandbox as well
  });
  const answers = await inWaves(async (n) => {
    const messages = [{ role: "user", content: `I am ${person(n)}, 日本語 🧑🏽‍🚀` }];
    return (await ask(app, crowd[n] ?? "", { messages })).text();
  });
  for (const [n, answer] of answers.entries()) {
    const words = [...answer.matchAll(/"content":"(.*?)"\}/g)].map(([, word]) => word).join("");
    expect(words).toBe(`Listen: ${tail(apiKeyFor(person(n)))} asked: I am ${person(n)}, 日本語 🧑🏽‍🚀`);
  }
  expect(app.provider.chats, "nothing is shared, and nothing asked twice").toHaveLength(CROWD);
});

test("200 who leave at any moment, before the first byte too, leave no call behind", async ({ app }) => {
  const random = dice(6);
  const delays = Array.from({ length: CROWD }, () => [200 * random(), 200 * random()] as const);
  const arrivals = delays.map(() => Promise.withResolvers<void>());
  app.provider.misbehave("/chat/completions", (response, { body }) => {
    const [{ content = "" } = {}] = body.messages as { content?: string }[];
    arrivals[Number(content)]?.resolve();
    if (Number(content) % 4 === 1) return; // never says a word
    void pause(delays[Number(content)]?.[0]).then(() => {
      if (!response.destroyed) return endless(response.writeHead(200, EVENTS));
    });
  });
  const ends = await inWaves(async (n) => {
    const leave = new AbortController();
    // Every other one leaves when the provider is at work for them already.
    const from = n % 2 ? arrivals[n]?.promise : undefined;
    void Promise.resolve(from).then(async () => {
      await pause(delays[n]?.[1]);
      leave.abort();
    });
    try {
      const messages = [{ role: "user", content: String(n) }];
      const reader = (
        await ask(app, crowd[n] ?? "", { messages }, { signal: leave.signal })
      ).body?.getReader();
      for (;;) if ((await reader?.read())?.done) return "complete";
    } catch {
      return "left";
    }
  });
  expect(new Set(ends)).toEqual(new Set(["left"]));
  expect(app.provider.chats.length).toBeGreaterThanOrEqual(CROWD / 2);
  await expect.poll(() => stillOpen(app)).toBe(0);
  expect(app.log()).not.toMatch(/failed to pipe|unhandled|uncaught/i);
});
