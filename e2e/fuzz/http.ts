// Many requests over few connections: what a fuzz run sends, and the little it looks at of the answers.
import { Agent } from "node:http";
import { type Answer, ask, type Question } from "../raw.ts";

/** Requests under way at once. */
export const WIDTH = 16;

/** One request. `headers` may hold any text: see wire(). */
export interface Ask extends Question {
  path: string;
  headers?: Record<string, string>;
}

/** A header's text as bytes: UTF-8, and control characters as escapes, which is how they reach a cookie's reader. */
export const wire = (text: string): string =>
  Buffer.from(
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no header may hold
      .replace(/[\0-\x1f\x7f]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(2, "0")}`),
  ).toString("latin1");

/** Sends requests to the app at `url`, on connections that stay open. */
export function client(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  /** One request; again when the app hung up, as it does on a body that it refuses unread. Status 0: it always does. */
  const send = async ({ path, ...question }: Ask): Promise<Answer> => {
    for (let left = 3; left > 0; left--) {
      const answer = await ask(url, path, { ...question, agent }).catch((error) => {
        if (!/^(ECONNRESET|EPIPE)$/.test(error.code)) throw error;
      });
      if (answer) return answer;
    }
    return { status: 0, headers: {}, body: "" };
  };
  /**
   * Judges `count` inputs in so many lanes, each one after the other. `next` is called in order, so a seed gives the same
   * inputs; what it returns is told its lane.
   */
  const each = async (count: number, next: (index: number) => (lane: number) => Promise<void>) => {
    let made = 0;
    const run = async (lane: number) => {
      while (made < count) await next(made++)(lane);
    };
    await Promise.all(Array.from({ length: WIDTH }, (_, lane) => run(lane)));
  };
  return { send, each, close: () => agent.destroy() };
}
