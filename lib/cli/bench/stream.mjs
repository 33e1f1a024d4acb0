// One answer of a chat as its reader times it. For processes of their own: they share no event loop with what they measure.
import { Agent, request } from "node:http";

/** @typedef {{ url: string, headers: Record<string, string>, cookies?: string[] }} Target whose people take turns */
/** @typedef {{ p50: number, p99: number, max: number }} Times in milliseconds */

export const agent = new Agent({ keepAlive: true });
export const now = () => performance.timeOrigin + performance.now();

let turn = 0;

/** One stream: when its first chunk came, how long each was on its way, and its end. */
export class Stream {
  /** From the request to the first chunk. */
  first = Number.NaN;
  /** @type {number[]} */
  delays = [];
  rest = "";

  /** @param {Target} target @param {string} model @param {string} [content] what is asked */
  constructor({ url, headers, cookies }, model, content = "Explain PKCE in plain words.") {
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
    this.call.end(JSON.stringify({ model, messages: [{ role: "user", content }], stream: true }));
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
export function times(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (/** @type {number} */ share) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
