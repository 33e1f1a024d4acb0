// What a stop waits for, and for how long: the times are milliseconds here.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "./errors.ts";
import { takePlace } from "./limits.ts";
import { relay } from "./relay.ts";
import { drain, PATIENCE } from "./stop.ts";
import { hold, isStopping } from "./stopping.ts";

process.env.APP_SECRET = randomBytes(32).toString("base64url");

const BOUNDS = { silence: 5000, total: 5000, bytes: 1000, look: 10 };

/** Waits as a stop does. @returns how many milliseconds it took */
async function took(patience: { answers: number; ends: number }): Promise<number> {
  const began = performance.now();
  await drain({ ...patience, close: 0 });
  return performance.now() - began;
}

test("all together is less than the half minute after which a platform kills", () => {
  const { answers, ends, close } = PATIENCE;
  assert.ok(answers >= 20_000 && answers + ends + close < 30_000);
});

test("a stream that takes too long is told and ended; its place is left, and no other is taken", async () => {
  let left = () => {};
  let told = "";
  const written = new Promise<void>((over) => {
    left = takePlace("user");
    const endless = new ReadableStream({
      start: (to) => to.enqueue(new TextEncoder().encode("data: x\n\n")),
    });
    const end = () => {
      left();
      over();
    };
    const stream = relay(endless, end, BOUNDS);
    void new Response(stream).text().then((text) => {
      told = text;
    });
  });
  hold(written);
  assert.ok(!isStopping());
  const time = await took({ answers: 300, ends: 2000 });
  assert.ok(time >= 300 && time < 1000, `${time} ms`);
  assert.match(told, /^data: x\n\n\n\ndata: \{"error":\{"code":503,.*"error_type":"timeout"\}\}\}\n\n$/);
  assert.throws(
    () => takePlace("another"),
    (error) => error instanceof Problem && error.code === "stopping" && (error.retryAfter ?? 0) > 0,
  );
});

test("with nothing under way nobody waits", async () => {
  assert.ok((await took({ answers: 5000, ends: 5000 })) < 100);
});

test("what fails is over too, and what begins meanwhile is waited for", async () => {
  const second = pause(200);
  hold(
    pause(100)
      .then(() => hold(second))
      .then(() => Promise.reject(new Error("failed"))),
  );
  const time = await took({ answers: 5000, ends: 5000 });
  assert.ok(time >= 190 && time < 1000, `${time} ms`);
});

test("what never ends holds nobody up for longer than both limits", async () => {
  hold(new Promise(() => {}));
  const time = await took({ answers: 100, ends: 100 });
  assert.ok(time >= 190 && time < 1000, `${time} ms`);
});
