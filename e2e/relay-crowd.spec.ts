// Many at once at the relay: nobody hears another's answer, and nobody who has gone is worked for.
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type App, expect, test } from "./app.ts";
import { apiKeyFor, ask, EVENTS, issueAtOnce, newcomer, say } from "./attempt.ts";

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
  for (; !response.destroyed; await pause(every)) response.write(say("more "));
}

/** Sends as fast as it is taken. */
function flood(response: ServerResponse): void {
  const line = say("x".repeat(2 ** 16));
  const more = () => {
    while (!response.destroyed && response.write(line));
    response.once("drain", more);
  };
  response.writeHead(200, EVENTS);
  more();
}

const stillOpen = (app: App) => app.provider.chats.filter(({ dropped }) => !dropped).length;
const person = (n: number) => `person${String(n).padStart(3, "0")}`;

let crowd: string[];
test.beforeAll(async ({ workerApp }) => {
  issueAtOnce(workerApp);
  crowd = await inWaves((n) => newcomer(workerApp, person(n)), 10);
});
test.beforeEach(({ app }) => issueAtOnce(app));

test("200 people at once: each is answered with their own words, paid with their own key", async ({
  app,
}) => {
  let waiting: (() => void)[] = [];
  // Everybody of a wave is connected before anybody is answered, and the answers then interleave.
  app.provider.misbehave("/chat/completions", async (response, { headers, body }) => {
    const [{ content = "" } = {}] = body.messages as { content?: string }[];
    const echo = `${headers.authorization} asked: ${content}`;
    response.writeHead(200, EVENTS).write(say("Listen: "));
    const all = new Promise<void>((go) => waiting.push(go));
    if (waiting.length === WAVE) {
      for (const go of waiting) go();
      waiting = [];
    }
    await all;
    for (const word of echo.split(/(?<= )/)) {
      response.write(say(word));
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
    expect(words).toBe(`Listen: Bearer ${apiKeyFor(person(n))} asked: I am ${person(n)}, 日本語 🧑🏽‍🚀`);
  }
  expect(app.provider.chats, "nothing is shared, and nothing asked twice").toHaveLength(CROWD);
});

test("200 who leave at any moment, before the first byte too, leave no call behind", async ({ app }) => {
  const random = dice(6);
  const delays = Array.from({ length: CROWD }, () => Math.floor(random() * 200));
  app.provider.misbehave("/chat/completions", (response) => {
    const { length } = app.provider.chats;
    if (length % 4 === 0) return; // never says a word
    void pause(delays[length % CROWD]).then(() => {
      if (!response.destroyed) return endless(response.writeHead(200, EVENTS));
    });
  });
  const ends = await inWaves(async (n) => {
    const leave = AbortSignal.timeout(1 + Math.floor(random() * 300));
    try {
      const reader = (await ask(app, crowd[n] ?? "", undefined, { signal: leave })).body?.getReader();
      for (;;) if ((await reader?.read())?.done) return "complete";
    } catch {
      return "left";
    }
  });
  expect(new Set(ends)).toEqual(new Set(["left"]));
  expect(app.provider.chats.length).toBeGreaterThan(CROWD / 2);
  await expect.poll(() => stillOpen(app)).toBe(0);
  expect(app.log()).not.toMatch(/failed to pipe|unhandled|uncaught/i);
});

test("a word is passed on before the next one is sent", async ({ app }) => {
  let next = () => {};
  app.provider.misbehave("/chat/completions", (response) => {
    response.writeHead(200, EVENTS).flushHeaders();
    let n = 0;
    next = () => (n < 20 ? response.write(say(`word ${n++}`)) : response.end());
    next();
  });
  const response = await ask(app, crowd[0] ?? "");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  const reader = response.body?.getReader();
  for (let n = 0; n < 20; n++) {
    const { value } = (await reader?.read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe(say(`word ${n}`));
    next();
  }
  expect((await reader?.read())?.done).toBe(true);
});

test("an answer without end stops at four megabytes, and says so", async ({ app }) => {
  app.provider.misbehave("/chat/completions", flood);
  const text = await (await ask(app, crowd[1] ?? "")).text();
  expect(text.length).toBeGreaterThan(4 * 2 ** 20 - 2 ** 18);
  expect(text.length).toBeLessThan(4 * 2 ** 20 + 1000);
  expect(text).toContain("larger than this app passes on");
  await expect.poll(() => stillOpen(app)).toBe(0);
});

test("readers who take nothing cost no memory, and hold no call beyond the bounds", async ({ app }) => {
  test.skip(process.platform !== "linux", "what a process holds is read from /proc");
  const held = () =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${app.pid}/status`, "utf8"))?.[1]) / 1024;
  app.provider.misbehave("/chat/completions", flood);
  const body = JSON.stringify({ messages: [{ role: "user", content: "Hello!" }] });
  const before = held();
  const sockets = crowd.slice(0, 10).map((cookie) => {
    const socket = connect(Number(new URL(app.url).port), "localhost");
    socket.on("error", () => {}).pause();
    const head = ["POST /api/chat HTTP/1.1", "Host: x", `Origin: ${app.url}`, `Cookie: ${cookie}`];
    const type = ["Content-Type: application/json", `Content-Length: ${body.length}`];
    socket.write(`${[...head, ...type].join("\r\n")}\r\n\r\n${body}`);
    return socket;
  });
  await expect.poll(() => app.provider.chats.length).toBe(10);
  let peak = before;
  for (let n = 0; n < 20; n++, await pause(100)) peak = Math.max(peak, held());
  expect(peak - before).toBeLessThan(48);
  expect((await fetch(`${app.url}/api/health`)).status, "others are answered meanwhile").toBe(200);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => stillOpen(app)).toBe(0);
});
