// A stream of CONTRACT 2, taken apart byte by byte: no parser that forgives may stand between it and the test.
import { expect } from "@playwright/test";
import type { Chunk } from "./chat-shape.ts";

export interface Stream {
  status: number;
  headers: Headers;
  text: string;
  comments: string[];
  /** In order; the last is "[DONE]" where the stream ended well. */
  events: (Chunk | "[DONE]")[];
  chunks: Chunk[];
  /** False when the connection dropped. */
  complete: boolean;
}

/** Reads a stream to its end, or until `enough` says so; then it hangs up. */
export async function readStream(
  response: Response,
  enough: (text: string) => boolean = () => false,
): Promise<Stream> {
  const { status, headers, body } = response;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let complete = true;
  try {
    for await (const bytes of body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (enough(text)) break; // ends the loop, which cancels the body
    }
  } catch {
    complete = false;
  }
  return { status, headers, text, complete, ...split(text) };
}

/** LF only; every event one `data:` line and a blank line; besides those only comments. */
function split(text: string) {
  expect(text, "LF only").not.toContain("\r");
  const whole = text.slice(0, text.lastIndexOf("\n\n") + 2);
  const blocks = whole.split("\n\n").slice(0, -1);
  const comments = blocks.filter((block) => block.startsWith(":"));
  const data = blocks.filter((block) => !block.startsWith(":"));
  for (const block of data) expect(block, "one data line").toMatch(/^data: [^\n]+$/);
  const events = data.map((block) => {
    const value = block.slice("data: ".length);
    return value === "[DONE]" ? value : (JSON.parse(value) as Chunk);
  });
  return { comments, events, chunks: events.filter((event) => event !== "[DONE]") };
}

/** What a person would read. */
export const textOf = (chunks: Chunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");

export const finishesOf = (chunks: Chunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason)).filter(Boolean);
