import { createParser } from "eventsource-parser";
import type { Usage } from "./usage.ts";

/** How an answer may end, for the eye and the ear: by the provider (the first three), by the person, or by a fault. */
export const ENDS = {
  done: "The answer is complete.",
  length: "The answer reached the longest this app asks for.",
  filtered: "A content filter ended the answer.",
  stopped: "Stopped. The answer ends here.",
  error: "Broken off by an error. The answer is not complete.",
  late: "Broken off, because the rest took too long. The answer is not complete.",
  cut: "Cut off. The answer is not complete.",
};
export type End = keyof typeof ENDS;

export interface Listener {
  onToken: (token: string) => void;
  /** Once for each network read, a keep-alive comment too. */
  onSign: (reasoning: boolean) => void;
  onUsage: (usage: Usage) => void;
}

/**
 * Reads the provider's event stream, which the server passed through as it came (CONTRACT 2): keep-alive comments are
 * skipped, `choices` may be empty, usage follows the finish reason, and an error may come under status 200. A stream that
 * ends with neither a finish reason nor `[DONE]` was cut. Test: e2e/streams.spec.ts
 * @throws whatever the network does
 */
export async function readEvents(body: ReadableStream<Uint8Array>, listener: Listener): Promise<End> {
  let end: End = "cut";
  let tokens = "";
  let reasoning = false;
  const parser = createParser({
    onEvent({ data }) {
      if (end === "error" || end === "late") return;
      if (data === "[DONE]") {
        if (end === "cut") end = "done";
        return;
      }
      const { choices, usage, error } = readChunk(data);
      const { delta, finish_reason } = choices?.[0] ?? {};
      tokens += delta?.content ?? "";
      reasoning ||= !!delta?.reasoning;
      if (isTimeout(error)) end = "late";
      else if (error || finish_reason === "error") end = "error";
      else if (finish_reason) end = FINISHES[finish_reason] ?? "done";
      if (usage) listener.onUsage(readUsage(usage));
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader(); // async iteration of a stream is not in every browser yet
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parser.feed(decoder.decode(read.value, { stream: true }));
    listener.onSign(reasoning);
    if (tokens) listener.onToken(tokens);
    tokens = "";
  }
  return end;
}

const FINISHES: Record<string, End> = { length: "length", content_filter: "filtered" };

/** The provider waited for a model in vain, or this app's server for the provider (lib/relay.ts). */
const isTimeout = (error: Chunk["error"]) => error?.metadata?.error_type === "timeout";

interface Chunk {
  choices?: {
    delta?: { content?: string | null; reasoning?: string | null };
    finish_reason?: string | null;
  }[];
  usage?: { prompt_tokens?: number; completion_tokens?: number; cost?: number | null } | null;
  error?: { metadata?: { error_type?: unknown } | null } | null;
}

/** A chunk that makes no sense counts as an error: what it should have said is missing from the answer. */
function readChunk(data: string): Chunk {
  try {
    return (JSON.parse(data) as Chunk | null) ?? {};
  } catch {
    return { error: {} };
  }
}

const readUsage = ({ prompt_tokens, completion_tokens, cost }: NonNullable<Chunk["usage"]>): Usage => ({
  input: prompt_tokens ?? 0,
  output: completion_tokens ?? 0,
  cost: cost ?? 0,
  atLeast: typeof cost !== "number",
});
