// The clients of the bench, in a process of their own, so that they share no event loop with what they measure.
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "./talk.mjs";

/** @typedef {{ url: string, headers: Record<string, string>, cookies?: string[] }} Target whose people take turns */
/** @typedef {{ p50: number, p99: number }} Times in milliseconds */

const agent = new Agent({ keepAlive: true });
const now = () => performance.timeOrigin + performance.now();

let turn = 0;

/** One stream: when its first chunk came, how long each was on its way, and its end. */
class Stream {
  /** From the request to the first chunk. */
  first = Number.NaN;
  /** @type {number[]} */
  delays = [];
  rest = "";

  /** @param {Target} target @param {string} model */
  constructor({ url, headers, cookies }, model) {
    const messages = [{ role: "user", content: "Explain PKCE in plain words." }];
    const started = now();
    const cookie = cookies?.[turn++ % cookies.length];
    this.call = request(url, { method: "POST", agent, headers: { ...headers, ...(cookie && { cookie }) } });
    this.ended = new Promise((resolve, reject) => {
      this.call.on("error", reject);
      this.call.on("response", (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        response.on("data", (bytes) => this.take(bytes, started));
        response.on("end", () => resolve(undefined));
        response.on("error", reject);
      });
    });
    this.call.end(JSON.stringify({ model, messages, stream: true }));
  }

  /** Reads the times out of what came; a chunk may come in two parts. @param {Buffer} bytes @param {number} started */
  take(bytes, started) {
    const came = now();
    if (this.delays.length === 0) this.first = came - started;
    const events = (this.rest + bytes.toString("latin1")).split("\n\n");
    this.rest = events.pop() ?? "";
    for (const event of events) {
      const at = event.lastIndexOf('"at":');
      if (at > 0) this.delays.push(came - Number(event.slice(at + 5, -1)));
    }
  }
}

/** @param {number[]} values @returns {Times} */
function times(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (/** @type {number} */ share) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

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
