// The bounds of an event stream that is passed through: in silence, in time and in size.
import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { Outcome } from "./spans.ts";
import { lastCall } from "./stopping.ts";

export interface Bounds {
  /** Milliseconds in which nothing came from the provider, or nothing was taken by the reader. */
  silence: number;
  /** Milliseconds from the provider's headers to the end. */
  total: number;
  bytes: number;
  /** Milliseconds between two looks at the clock: how late a bound may be noticed. */
  look: number;
}
export const BOUNDS: Bounds = { silence: 45_000, total: 300_000, bytes: 4 * 1024 * 1024, look: 1000 };

/** How a stream ended, and when its first byte was there, by performance.now(). */
export interface End {
  outcome: Outcome;
  firstByte?: number | undefined;
}

/** A timer keeps what it was set in: inside of a request, all of Next's for it, minutes long (`npm run bench`). */
export const outside = AsyncLocalStorage.snapshot();

/** What the reader is told at a bound, in the provider's own shape (CONTRACT 2). The line before it may be unfinished. */
const event = (code: number, message: string, error_type: string) =>
  new TextEncoder().encode(
    `\n\ndata: ${JSON.stringify({ error: { code, message, metadata: { error_type } } })}\n\n`,
  );
const TOO_LATE = event(504, "The rest of the answer did not come in time.", "timeout");
const TOO_MUCH = event(502, "The answer is larger than this app passes on.", "server");
const STOPPING = event(503, "This app is about to restart, and cannot wait for the rest.", "timeout");

/**
 * Passes `source` on as it comes, unread and no faster than it is taken, until a bound is reached. However it ends, the
 * provider's work ends too, and the reader's stream is closed, not broken: events.ts tells by what is missing.
 * @param over is called once, when it has ended
 * @param stop aborted, it ends the stream as a bound does
 */
export function relay(
  source: ReadableStream<Uint8Array>,
  over = (_end: End) => {},
  bounds = BOUNDS,
  stop = lastCall(),
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const began = performance.now();
  let moved = began;
  let firstByte: number | undefined;
  let size = 0;
  let asked = false; // the reader wants more, so the provider is waited for
  let ended = false;
  let timer: NodeJS.Timeout | undefined;

  const release = (outcome: Outcome) => {
    ended = true;
    over({ outcome, firstByte });
    clearInterval(timer);
    return reader.cancel().catch(() => {}); // rejects when the connection broke: then there is nothing to end
  };
  const end = (to: ReadableStreamDefaultController<Uint8Array>, outcome: Outcome, last?: Uint8Array) => {
    if (ended) return;
    void release(outcome);
    if (last) to.enqueue(last);
    to.close();
  };

  return new ReadableStream<Uint8Array>(
    {
      start(to) {
        const look = () => {
          const now = performance.now();
          // A reader who takes nothing is told nothing: it would stand behind all that was not taken.
          if (now - moved > bounds.silence)
            end(to, asked ? "model_slow" : "left", asked ? TOO_LATE : undefined);
          else if (now - began > bounds.total) end(to, "model_slow", TOO_LATE);
          else if (stop.aborted) end(to, "stopping", STOPPING);
        };
        timer = outside(() => setInterval(look, bounds.look)).unref();
      },
      async pull(to) {
        moved = performance.now();
        asked = true;
        const { value, done } = await reader.read().catch(() => ({ value: undefined, done: false }));
        asked = false;
        if (ended) return;
        moved = performance.now();
        if (value) firstByte ??= moved;
        size += value?.byteLength ?? 0;
        if (!value) end(to, done ? "ok" : "provider_down");
        else if (size > bounds.bytes) end(to, "provider_down", TOO_MUCH);
        else to.enqueue(value);
      },
      cancel: () => release("left"),
    },
    { highWaterMark: 0 }, // nothing is read ahead
  );
}
