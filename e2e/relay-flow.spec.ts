// One answer on its way: word by word, and not without end.
import type { ServerResponse } from "node:http";
import { expect, test } from "./app.ts";
import { newcomer, takeAnyCode } from "./jar.ts";
import { ask } from "./relay.ts";
import { EVENTS, piece } from "./speak.ts";

/** Sends as fast as it is taken. */
function flood(response: ServerResponse): void {
  const line = piece("x".repeat(2 ** 16));
  const more = () => {
    while (!response.destroyed && response.write(line));
    response.once("drain", more);
  };
  response.writeHead(200, EVENTS);
  more();
}

test("a word is passed on before the next one is sent", async ({ app }) => {
  takeAnyCode(app);
  const cookie = await newcomer(app, "words");
  let next = () => {};
  app.provider.misbehave("/chat/completions", (response) => {
    response.writeHead(200, EVENTS).flushHeaders();
    let n = 0;
    next = () => (n < 20 ? response.write(piece(`word ${n++}`)) : response.end());
    next();
  });
  const response = await ask(app, cookie);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  const reader = response.body?.getReader();
  for (let n = 0; n < 20; n++) {
    const { value } = (await reader?.read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe(piece(`word ${n}`));
    next();
  }
  expect((await reader?.read())?.done).toBe(true);
});

test("an answer without end stops at four megabytes, and says so", async ({ app }) => {
  takeAnyCode(app);
  const cookie = await newcomer(app, "endless");
  app.provider.misbehave("/chat/completions", flood);
  const text = await (await ask(app, cookie)).text();
  expect(text.length).toBeGreaterThan(4 * 2 ** 20 - 2 ** 18);
  expect(text.length).toBeLessThan(4 * 2 ** 20 + 1000);
  expect(text).toContain("larger than this app passes on");
  await expect.poll(() => app.provider.chats[0]?.dropped).toBe(true);
});
