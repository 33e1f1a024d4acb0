// The requests of a chat, small and the same everywhere.

import { readStream, type Stream } from "./events.ts";
import type { Gateway } from "./gateway.ts";

/** The seeds' own example, kept short. */
export const hello = {
  model: "openai/gpt-5.2",
  messages: [{ role: "user", content: "Hello!" }],
  max_tokens: 16,
};

/** The sandbox answers this in one short sentence, to its end. */
export const whichApp = {
  ...hello,
  messages: [{ role: "user", content: "Which app am I?" }],
  max_tokens: 200,
};

export const chat = (gateway: Gateway, apiKey: string, json: object = hello) =>
  gateway.call("/chat/completions", { apiKey, json });

export async function chatStream(
  gateway: Gateway,
  apiKey: string,
  json: object = hello,
  enough?: (text: string) => boolean,
): Promise<Stream> {
  return readStream(
    await gateway.open("/chat/completions", { apiKey, json: { ...json, stream: true } }),
    enough,
  );
}
