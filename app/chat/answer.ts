import type { Failure } from "../failure.tsx";
import { type End, type Listener, readEvents } from "./events.ts";
import { type Break, brokenOff, noConnection, readFailure } from "./failures.ts";

/** Milliseconds without a sign of life, keep-alive comments included, after which nobody waits any longer. */
const PATIENCE = 60_000;

interface Ask {
  /** The id of the connection that pays. */
  connection: string;
  model: string;
  messages: { role: string; content: string }[];
}

/** How an answer ended, and what went wrong, if anything. `answered`: there is at least a word of it. */
export interface Outcome {
  end: End;
  answered: boolean;
  failure: Failure | null;
}

/**
 * Asks the server for one answer, once: a failure is told, never tried again by itself.
 * @param stop ends it, at the provider too
 */
export async function requestAnswer(
  { connection, ...chat }: Ask,
  stop: AbortSignal,
  { onToken, onSign, onUsage }: Listener,
): Promise<Outcome> {
  let answered = false;
  let connected = false;
  const broken = (how: Break): Outcome => ({
    end: how === "error" || how === "late" ? how : "cut",
    answered,
    failure: brokenOff(how, answered),
  });

  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), PATIENCE);
  try {
    const response = await fetch(`/api/chat?connection=${connection}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(chat),
      signal: AbortSignal.any([stop, stall.signal]),
    });
    if (!response.ok || !response.body) return { end: "cut", answered, failure: await readFailure(response) };
    connected = true;
    const end = await readEvents(response.body, {
      onUsage,
      onSign(reasoning) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), PATIENCE);
        onSign(reasoning);
      },
      onToken(token) {
        answered = true;
        onToken(token);
      },
    });
    if (end === "error" || end === "late" || end === "cut") return broken(end);
    return answered ? { end, answered, failure: null } : broken("empty");
  } catch {
    if (stop.aborted) return { end: "stopped", answered, failure: null };
    if (stall.signal.aborted) return broken("stalled");
    return connected ? broken("cut") : { end: "cut", answered, failure: noConnection() };
  } finally {
    clearTimeout(timer);
  }
}
