import type { End } from "./events.ts";
import type { Usage } from "./usage.ts";

/** One turn of the conversation. `end` says how an answer ended; one without is on its way. */
export interface Message {
  role: "user" | "assistant";
  content: string;
  /** Who answered. */
  model?: string;
  end?: End | undefined;
  usage?: Usage;
}

/** As much of a conversation as outlives a reload. */
export interface Stored {
  messages: readonly Message[];
  /** Replaced answers included. */
  spent: Usage;
}

const NAME = "conversation";

/**
 * The conversation of this tab, kept by the browser alone; signing out clears it (seeOff() in lib/answer.ts).
 * @param owner whose it must be: whoever connects here next is another person, and finds none. Test: e2e/conversation.spec.ts
 */
export function load(owner: string): Stored | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(NAME) ?? "") as Stored & { owner: string };
    if (stored.owner !== owner) return null;
    // An answer that was on its way when the page was left will not go on.
    const messages = stored.messages.map((each) =>
      each.role === "user" ? each : { end: "cut" as const, ...each },
    );
    return { messages, spent: stored.spent };
  } catch {
    return null;
  }
}

export function save(owner: string, stored: Stored): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ owner, ...stored }));
  } catch {
    // Full or refused: the conversation lasts until the page is left, as it would without this.
  }
}
