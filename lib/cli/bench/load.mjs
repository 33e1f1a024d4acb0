// The clients of the bench, in a process of their own, so that they share no event loop with what they measure.
import { setTimeout as sleep } from "node:timers/promises";
import { now, Stream, times } from "./stream.mjs";
import { answer } from "./talk.mjs";

/** @param {Stream[]} streams @param {number} began */
const sum = (streams, began) => ({
  first: times(streams.map(({ first }) => first)),
  chunk: times(streams.flatMap(({ delays }) => delays)),
  chunks: streams.reduce((total, { delays }) => total + delays.length, 0),
  seconds: (now() - began) / 1000,
});

/** @type {Stream[]} */
let held = [];

answer({
  /** One request after another. */
  async inTurn({ target, model, count }) {
    const streams = [];
    const began = now();
    for (let i = 0; i < count; i++) {
      const stream = new Stream(target, model);
      await stream.ended;
      streams.push(stream);
    }
    return sum(streams, began);
  },
  /** Many at once, begun evenly over `spread` milliseconds: people do not press Send in step. */
  async atOnce({ target, model, count, spread }) {
    const began = now();
    const streams = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        if (spread) await sleep((i * spread) / count);
        const stream = new Stream(target, model);
        await stream.ended;
        return stream;
      }),
    );
    return sum(streams, began);
  },
  /** Opens streams that stay open. */
  hold({ target, count }) {
    const streams = Array.from({ length: count }, () => new Stream(target, "bench/held"));
    for (const { ended } of streams) ended.catch(() => undefined); // release() ends them so
    held.push(...streams);
  },
  /** Waits until each of them has that many chunks. */
  async received({ chunks }) {
    while (!held.every(({ delays }) => delays.length >= chunks)) await sleep(20);
  },
  /** Breaks them off. */
  release() {
    for (const { call } of held) call.destroy();
    held = [];
  },
});
process.on("disconnect", () => process.exit());
