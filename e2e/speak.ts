// A provider that says what a test wants to be said.
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** The head of an answer in events. */
export const EVENTS = { "content-type": "text/event-stream" };

/** The event that carries a piece of an answer. */
export const piece = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

/** Begins an answer with `text`, and leaves it open. */
export const begin = (response: ServerResponse, text: string): void =>
  void response.writeHead(200, EVENTS).write(piece(text));

/** Streams `text` as an answer, in events of so many characters, and ends it. */
export async function speak(response: ServerResponse, text: string, length = 1): Promise<void> {
  const size = Math.ceil(length);
  response.writeHead(200, EVENTS);
  for (let at = 0; at < text.length; at += size) {
    response.write(piece(text.slice(at, at + size)));
    await sleep(1);
  }
  response.end("data: [DONE]\n\n");
}
