// The clients of the load run, in a process of their own: crowds that read, readers who hardly do, and people who leave.
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { agent, now, Stream, times } from "../bench/stream.mjs";
import { answer } from "../bench/talk.mjs";
import { randomFrom } from "../fuzz/random.ts";

/** @typedef {import("../bench/stream.mjs").Target} Target */
/** @typedef {{ streams: Stream[], open: number, failures: string[], over: Promise<unknown> }} Crowd */

/** @type {Map<string, Crowd>} */
const crowds = new Map();

/** @param {string} name @returns {Crowd} */
const crowd = (name) => crowds.get(name) ?? { streams: [], open: 0, failures: [], over: Promise.resolve() };

/** @type {import("node:http").ClientRequest[]} */
const drips = [];

answer({
  /** Begins `count` streams, evenly over `spread` milliseconds, and waits until all have begun. */
  async begin({ name, target, model, count, spread }) {
    /** @type {Crowd} */
    const made = { streams: [], open: count, failures: [], over: Promise.resolve() };
    crowds.set(name, made);
    const begun = Array.from({ length: count }, async (_, i) => {
      await sleep((i * spread) / count);
      const stream = new Stream(target, model);
      made.streams.push(stream);
      return stream.ended.catch((error) => made.failures.push(error.message)).finally(() => made.open--);
    });
    made.over = Promise.all(begun);
    while (made.open > 0 && !(made.streams.length === count && made.streams.every(isHeard))) await sleep(20);
  },
  /** How a crowd is: how many are open, what failed, and how long the chunks took since the last look. */
  look({ name }) {
    const { streams, open, failures } = crowd(name);
    const delays = streams.flatMap((stream) => stream.delays.splice(1)); // the first tells that it has begun
    return { open, failures, chunks: delays.length, ...times(delays) };
  },
  /** Waits for the end of all streams of a crowd. */
  over: ({ name }) => crowd(name).over.then(() => undefined),
  /** Breaks a crowd off. */
  leave({ name }) {
    for (const { call } of crowd(name).streams) call.destroy();
  },
  /** Asks for streams that are to be refused, evenly over `spread` ms: each answer's status, Retry-After and milliseconds. */
  refused: ({ target, model, count, spread }) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        await sleep((i * spread) / count);
        return refusal(target, model);
      }),
    ),
  /** Begins `count` streams and takes ten bytes a second of each. */
  drip({ target, model, count }) {
    for (let i = 0; i < count; i++) {
      const stream = new Stream(target, model);
      stream.ended.catch(() => {}); // it is broken off
      stream.call.removeAllListeners("response").on("response", (response) => {
        response.on("readable", () => {}); // what was read ahead waits, and then so does the server
        const timer = setInterval(() => response.read(10), 1000);
        response.on("close", () => clearInterval(timer)).on("error", () => {});
      });
      drips.push(stream.call);
    }
  },
  stopDrips() {
    for (const call of drips.splice(0)) call.destroy();
  },
  /**
   * Begins `count` streams one after another for each cookie, and leaves each at a random moment: before its first byte,
   * midway, or at its end. @returns what was asked, when it was left, and in which phase
   */
  async abort({ target, cookies, count, seed }) {
    const random = randomFrom(seed);
    /** @type {{ id: string, at: number, phase: "before" | "midway" | "end" }[]} */
    const aborts = [];
    let [begun, refused] = [0, 0];
    const lane = async (/** @type {string} */ cookie) => {
      while (begun < count) {
        const id = `abort ${seed} ${begun++}`;
        const wait = Math.floor(random() * 200);
        const stream = new Stream({ ...target, cookies: [cookie] }, `bench/20-30-${wait}`, id);
        stream.ended.catch((error) => /answered/.test(error.message) && refused++);
        await sleep(random() * (wait + 1200)); // its twenty chunks take two thirds of a second
        const { length } = stream.delays;
        stream.call.destroy();
        aborts.push({ id, at: now(), phase: length === 0 ? "before" : length < 20 ? "midway" : "end" });
      }
    };
    await Promise.all(cookies.map(lane));
    return { aborts, refused };
  },
  /** Closes the connections that are kept for later. */
  hangUp() {
    agent.destroy();
  },
});

const isHeard = (/** @type {Stream} */ { delays }) => delays.length > 0;

/** @param {Target} target @param {string} model @returns {Promise<{ status: number, retryAfter: number, ms: number }>} */
function refusal({ url, headers, cookies = [] }, model) {
  const began = now();
  const asked = { model, stream: true, messages: [{ role: "user", content: "One too many." }] };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers: { ...headers, cookie: cookies[0] } });
    call.on("error", reject);
    call.on("response", (response) => {
      const { statusCode: status = 0 } = response;
      resolve({ status, retryAfter: Number(response.headers["retry-after"]), ms: now() - began });
      response.destroy();
    });
    call.end(JSON.stringify(asked));
  });
}

process.on("disconnect", () => process.exit());
