"use client";

import { createParser } from "eventsource-parser";
import { useRef, useState } from "react";
import type { Failure } from "../failure.tsx";

/** One turn of the conversation. `end` says how an answer ended, once it has. */
export interface Message {
  id: number;
  role: "user" | "assistant";
  content: string;
  end?: "done" | "stopped" | "cut";
}

const OFFLINE: Failure = {
  code: "offline",
  happened: "This app could not be reached.",
  custody: "Your key is on the server, unchanged.",
  next: "Check your connection, then send again.",
};
const CUT: Failure = {
  code: "cut",
  happened: "The answer was cut off before its end.",
  custody: "Your key is unchanged; what was answered may have been charged.",
  next: "Keep what is there, or send again.",
};

interface Setting {
  model: string;
  /** The id of the connection that pays. */
  connection: string;
  /** What stands in the way from the start. */
  failure: Failure | null;
}

/**
 * The conversation and the one answer in flight: idle, waiting for the first token, or streaming.
 * @param onUnanswered gets a message back that brought no word of an answer, so that it need not be typed again
 */
export function useChat({ model, connection, ...setting }: Setting, onUnanswered: (text: string) => void) {
  const [messages, setMessages] = useState<Message[]>([]);
  const [phase, setPhase] = useState<"idle" | "waiting" | "streaming">("idle");
  const [failure, setFailure] = useState(setting.failure);
  const flight = useRef<AbortController | null>(null);

  /** Sends `text` after the conversation so far. False, and nothing sent, while an answer is in flight. */
  function send(text: string): boolean {
    if (flight.current) return false;
    const history: Message[] = [...messages, { id: messages.length, role: "user", content: text }];
    setMessages(history);
    setFailure(null);
    setPhase("waiting");
    const controller = new AbortController();
    flight.current = controller;
    void answer(history, controller.signal).then((answered) => {
      flight.current = null;
      setPhase("idle");
      if (answered) return;
      setMessages(messages);
      onUnanswered(text);
    });
    return true;
  }

  /** True when there is something of an answer. */
  async function answer(history: Message[], signal: AbortSignal): Promise<boolean> {
    const reply: Message = { id: history.length, role: "assistant", content: "" };
    const show = (change: Partial<Message>) => {
      Object.assign(reply, change);
      setMessages([...history, { ...reply }]);
    };
    let broken = OFFLINE;
    try {
      const response = await fetch("/api/chat", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          model,
          connection,
          messages: history.map(({ role, content }) => ({ role, content })),
        }),
        signal,
      });
      if (!response.ok || !response.body) {
        setFailure(await readFailure(response));
        return false;
      }
      broken = CUT;
      const ended = await readEvents(response.body, (token) => {
        setPhase("streaming");
        show({ content: reply.content + token });
      });
      if (!ended || !reply.content) throw new Error("broken off");
      show({ end: "done" });
    } catch {
      if (reply.content) show({ end: signal.aborted ? "stopped" : "cut" });
      if (!signal.aborted) setFailure(broken);
    }
    return reply.content !== "";
  }

  const stop = () => flight.current?.abort();
  return { messages, phase, failure, send, stop };
}

async function readFailure(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  const error = body && typeof body === "object" && "error" in body ? (body.error as Partial<Failure>) : {};
  return { ...OFFLINE, ...error };
}

/**
 * Reads the provider's event stream, which the server passed through: keep-alive comments are skipped, `choices` may be
 * empty (the usage chunk), and an `error` may come under status 200.
 * @returns true when the provider said that the answer is complete, false when it broke off
 */
async function readEvents(
  body: ReadableStream<Uint8Array>,
  onToken: (token: string) => void,
): Promise<boolean> {
  let done = false;
  let failed = false;
  let tokens = "";
  const parser = createParser({
    onEvent({ data }) {
      done ||= data === "[DONE]";
      const chunk = data === "[DONE]" ? {} : readChunk(data);
      failed ||= !!chunk.error;
      tokens += chunk.choices?.[0]?.delta?.content ?? "";
    },
  });
  const decoder = new TextDecoder();
  for await (const bytes of iterate(body)) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (tokens) onToken(tokens); // once per network read, however many events it held
    tokens = "";
  }
  return done && !failed;
}

interface Chunk {
  choices?: { delta?: { content?: string | null } }[];
  error?: unknown;
}

function readChunk(data: string): Chunk {
  try {
    return JSON.parse(data) as Chunk;
  } catch (error) {
    return { error };
  }
}

/** Async iteration of a stream is not in every browser yet. */
async function* iterate(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
