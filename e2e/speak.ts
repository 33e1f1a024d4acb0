// A provider that says what a test wants to be said.
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Streams `text` as an answer, in events of so many characters, and ends it. */
export async function speak(response: ServerResponse, text: string, length = 1): Promise<void> {
  const size = Math.ceil(length);
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let at = 0; at < text.length; at += size) {
    const content = text.slice(at, at + size);
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
    await sleep(1);
  }
  response.end("data: [DONE]\n\n");
}
