// The bounds of a relayed stream, each in milliseconds here, and that both sides are let go at every end.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { BOUNDS, type End, relay } from "./relay.ts";

/** What streams have told when they were over. */
const ended: End[] = [];
const noted = (end: End) => void ended.push(end);
const SMALL = { silence: 200, total: 600, bytes: 1000, look: 10 };

/** A provider that sends `chunk` every `every` ms until `count` were sent, and tells whether it was let go. */
function provider({ chunk = "data: x\n\n", count = Infinity, every = 0, last = "close" } = {}) {
  const seen = { sent: 0, cancelled: false };
  const source = new ReadableStream<Uint8Array>(
    {
      async pull(to) {
        if (every) await pause(every);
        if (seen.cancelled) return;
        if (seen.sent++ < count) to.enqueue(new TextEncoder().encode(chunk));
        else if (last === "close") to.close();
        else if (last === "break") to.error(new TypeError("terminated"));
        else await new Promise(() => {}); // silent from now on
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, source };
}

/** All that a reader gets, and how long it took. Throws when the stream breaks. */
async function read(stream: ReadableStream<Uint8Array>) {
  const began = performance.now();
  const text = await new Response(stream).text();
  return { text, took: performance.now() - began };
}

const errorType = (text: string) => /"error_type":"(\w+)"\}\}\}\n\n$/.exec(text)?.[1];

test("the bounds are a minute at most of silence, five minutes in all, and four megabytes", () => {
  assert.deepEqual(BOUNDS, { silence: 45_000, total: 300_000, bytes: 4_194_304, look: 1000 });
});

test("a stream passes as it is, and ends where the provider ends it", async () => {
  const { source } = provider({ count: 5 });
  assert.equal((await read(relay(source, noted, SMALL))).text, "data: x\n\n".repeat(5));
});

test("the chunks are the provider's own bytes, not copies of them", async () => {
  const chunk = new Uint8Array(16);
  const source = new ReadableStream<Uint8Array>({
    start(to) {
      to.enqueue(chunk);
    },
  });
  const reader = relay(source, noted, SMALL).getReader();
  assert.equal((await reader.read()).value, chunk);
  await reader.cancel();
});

test("a provider that falls silent is let go, and the reader is told", async () => {
  const { source, seen } = provider({ count: 1, last: "silence" });
  const { text, took } = await read(relay(source, noted, SMALL));
  assert.ok(text.startsWith("data: x\n\n"));
  assert.equal(errorType(text), "timeout");
  assert.ok(took >= SMALL.silence && took < SMALL.silence + 200, `${took} ms`);
  assert.ok(seen.cancelled);
});

test("a provider that never ends is let go in time, however lively", async () => {
  const { source, seen } = provider({ chunk: ":\n", every: 20 });
  const { text, took } = await read(relay(source, noted, SMALL));
  assert.equal(errorType(text), "timeout");
  assert.ok(took >= SMALL.total && took < SMALL.total + 200, `${took} ms`);
  assert.ok(seen.cancelled);
});

test("a provider that sends too much is let go, and no more than the bound passes", async () => {
  const { source, seen } = provider({ count: 1000 });
  const { text } = await read(relay(source, noted, SMALL));
  assert.equal(errorType(text), "server");
  assert.ok(text.indexOf("error") <= SMALL.bytes + 20, `${text.length} bytes`);
  assert.ok(seen.cancelled);
});

test("a reader that takes nothing more ends the provider's work, and finds a closed stream", async () => {
  const { source, seen } = provider();
  const reader = relay(source, noted, SMALL).getReader();
  await reader.read();
  await pause(SMALL.silence + 100);
  assert.ok(seen.cancelled);
  assert.ok(seen.sent <= 2, `${seen.sent} chunks were read ahead`);
  assert.deepEqual(await reader.read(), { done: true, value: undefined });
});

test("a connection that breaks ends the stream as if it had been closed", async () => {
  const { source } = provider({ count: 2, last: "break" });
  assert.equal((await read(relay(source, noted, SMALL))).text, "data: x\n\n".repeat(2));
});

test("a reader that goes ends the provider's work at once, before and after the first byte", async () => {
  for (const first of [false, true]) {
    const { source, seen } = provider({ every: 20 });
    const reader = relay(source, noted, SMALL).getReader();
    if (first) await reader.read();
    await reader.cancel();
    assert.ok(seen.cancelled, `first byte: ${first}`);
  }
});

test("no timer is left behind, however a stream ends", async ({ mock }) => {
  const set = mock.method(globalThis, "setInterval");
  const clear = mock.method(globalThis, "clearInterval");
  for (const last of ["close", "break", "silence"])
    await read(relay(provider({ count: 1, last }).source, noted, SMALL));
  await relay(provider({ every: 5 }).source, noted, SMALL).cancel();
  const timers = set.mock.calls.map(({ result }) => result);
  assert.equal(timers.length, 4);
  const cleared = new Set(clear.mock.calls.map(({ arguments: [timer] }) => timer));
  for (const timer of timers) assert.ok(cleared.has(timer));
});

test("each has told once that it was over, and how it ended", async () => {
  const before = ended.length;
  const ends: [string, string, (stream: ReadableStream) => Promise<unknown>][] = [
    ["ok", "close", read],
    ["provider_down", "break", read],
    ["model_slow", "silence", read],
    ["left", "silence", async (stream) => stream.cancel()],
    ["left", "silence", () => pause(SMALL.silence + 100)], // nobody ever reads
  ];
  for (const [, last, act] of ends) await act(relay(provider({ count: 1, last }).source, noted, SMALL));
  const told = ended.slice(before);
  assert.deepEqual(
    told.map(({ outcome }) => outcome),
    ends.map(([outcome]) => outcome),
  );
  assert.deepEqual(
    told.map(({ firstByte }) => firstByte !== undefined),
    [true, true, true, false, false],
  );
});
